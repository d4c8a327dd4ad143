# Сегодня: шаги, их причины и первые слова.
# $name — имя человека, $ago — сколько времени прошло, $place — площадка, $count — число причины,
# $address — как обращаются на площадке: vy или ty.

today-none = На сегодня шагов нет: никто не ждёт ответа, и никого не нужно тревожить.
today-title = { $count ->
    [one] Сегодня — { $count } шаг
    [few] Сегодня — { $count } шага
   *[many] Сегодня — { $count } шагов
}
today-words = Последние слова:
today-say = С чего начать:
today-due = Срок:
today-method = Метод:

human-should-read = Готовых слов тут нет: прочитайте и ответьте сами.

ago-minutes = { $count ->
    [one] { $count } минуту назад
    [few] { $count } минуты назад
   *[many] { $count } минут назад
}
ago-hours = { $count ->
    [one] { $count } час назад
    [few] { $count } часа назад
   *[many] { $count } часов назад
}
ago-days = { $count ->
    [one] { $count } день назад
    [few] { $count } дня назад
   *[many] { $count } дней назад
}

playbook-human_reads = Прочитать самим
playbook-negative_unanswered = Негатив без ответа
playbook-purchase_intent = Готовность купить
playbook-newcomer_unanswered = Новичок без ответа
playbook-question_overdue = Вопрос просрочен
playbook-story = История клиента
playbook-fresh_kamerton = Зазвенел камертон
playbook-introduction = Познакомить
playbook-first_purchase = Первая покупка
playbook-defender_thanks = Поблагодарить за защиту
playbook-helper_thanks = Поблагодарить за помощь
playbook-fading_promoter = Промоутер затихает
playbook-newcomer_comfort = Спросить новичка, комфортно ли

why-human_reads = { $ago } здесь прозвучало что-то тяжёлое. Шаблонных слов для этого нет.
why-negative_unanswered = Упрёк { $ago }, от нас ответа нет.
why-purchase_intent = Вопрос о покупке { $ago }, и никто из наших не ответил.
why-newcomer_unanswered = Первое сообщение здесь — { $ago }, и никто не отозвался.
why-question_overdue = Вопрос — { $ago }, ответа всё нет.
why-story = Рассказ о собственном опыте — { $ago }. Пока он свеж, расспросите и покажите другим.
why-fresh_kamerton = Звенит, заряд { $ring }: советует нас вслух, и друзья слушают. Такое держится около двух недель.
why-introduction = Вопрос новичка { $ago } близок к опыту, о котором пишет { $other }.
why-first_purchase = { $count ->
    [one] Первая покупка вчера: первые впечатления ещё впереди.
    [few] Первая покупка { $count } дня назад: впечатления ещё свежие.
   *[many] Первая покупка { $count } дней назад: впечатления уже сложились.
}
why-defender_thanks = Заступничество за нас { $ago }, благодарности от нас не было.
why-helper_thanks = { $count ->
    [one] Помощь { $count } человеку за месяц, благодарности от нас не было.
   *[many] Помощь { $count } людям за месяц, благодарности от нас не было.
}
why-newcomer_comfort = Первое сообщение — { $ago }. Спросите один раз, комфортно ли здесь, и запишите ответ на странице человека.
why-fading_promoter = { $count ->
    [one] Раньше — рекомендации и радость, теперь { $count } день тишины.
    [few] Раньше — рекомендации и радость, теперь { $count } дня тишины.
   *[many] Раньше — рекомендации и радость, теперь { $count } дней тишины.
}

say-purchase_intent = { $address ->
    [ty] { $name }, привет! Расскажи, для чего выбираешь, — подскажу, что подойдёт именно тебе.
   *[vy] { $name }, здравствуйте! Расскажите, для чего выбираете, — подскажем, что подойдёт именно вам.
}
say-newcomer_unanswered = { $address ->
    [ty] { $name }, привет! Хорошо, что ты здесь. Расскажи немного о себе: чем занимаешься, что привело?
   *[vy] { $name }, здравствуйте! Хорошо, что вы с нами. Расскажите немного о себе: чем занимаетесь, что привело сюда?
}
say-asks-newcomer_unanswered = { $address ->
    [ty] { $name }, привет! Хороший вопрос, сейчас подскажем. А что для тебя тут важнее всего?
   *[vy] { $name }, здравствуйте! Хороший вопрос, сейчас подскажем. А что для вас тут важнее всего?
}
say-question_overdue = { $address ->
    [ty] { $name }, прости за молчание. Вопрос ещё актуален? Разберёмся вместе.
   *[vy] { $name }, простите за молчание. Вопрос ещё актуален? Давайте разберёмся вместе.
}
say-story = { $address ->
    [ty] { $name }, как здорово! А что во всём этом оказалось самым интересным для тебя?
   *[vy] { $name }, как здорово! А что во всём этом оказалось самым интересным лично для вас?
}
say-fresh_kamerton = { $address ->
    [ty] { $name }, с интересом тебя читаем. Что тебя сейчас увлекает больше всего?
   *[vy] { $name }, с интересом вас читаем. Что вас сейчас увлекает больше всего?
}
say-introduction = { $address ->
    [ty] { $name }, познакомься: { $other } знает об этом не понаслышке. Что хочется выяснить в первую очередь?
   *[vy] { $name }, познакомьтесь: { $other } знает об этом не понаслышке. Что хочется выяснить в первую очередь?
}
say-first_purchase = { $address ->
    [ty] { $name }, добро пожаловать! Как проходят первые дни, что уже получается?
   *[vy] { $name }, добро пожаловать! Как проходят первые дни, что уже получается?
}
say-defender_thanks = { $address ->
    [ty] { $name }, спасибо за добрые слова. Откуда у тебя такой опыт?
   *[vy] { $name }, спасибо за добрые слова. Откуда у вас такой опыт?
}
say-newcomer_comfort = { $address ->
    [ty] { $name }, ты с нами уже неделю. Как тебе здесь: уютно? Что хочется поменять?
   *[vy] { $name }, вы с нами уже неделю. Как вам здесь: уютно? Что хочется поменять?
}
say-helper_thanks = { $address ->
    [ty] { $name }, спасибо, что помогаешь ребятам. Где эти знания пригодились тебе больше всего?
   *[vy] { $name }, спасибо, что помогаете другим. Где эти знания пригодились вам больше всего?
}
say-fading_promoter = { $address ->
    [ty] { $name }, давно не виделись! Как ты, чем живёшь сейчас?
   *[vy] { $name }, давно не виделись! Как у вас дела, чем живёте сейчас?
}

state-detractor = противник
state-cold = холодный
state-warm = тёплый
state-passive_promoter = пассивный промоутер
state-kamerton = камертон

# Страница «Сегодня».
today-heading = Кому написать сегодня
today-lead = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[many] { $count } человек
}, примерно { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[many] { $minutes } минут
}.
today-begin = Начните с первого: { $name }, { $why }.
today-more = { $count ->
    [one] Ещё { $count } шаг, если есть время
    [few] Ещё { $count } шага, если есть время
   *[many] Ещё { $count } шагов, если есть время
}
today-all-done = На сегодня всё сделано.
today-rest = Завтра утром здесь будут новые люди. А пока можно просто почитать, что пишут.
today-silent = Последнее сообщение здесь — { $day }.
today-silent-what = Писать сегодня некому. Подключите канал, чтобы слышать новое, или загрузите свежую историю.
today-quiet = Пока тихо
today-quiet-lead = Здесь каждое утро будут 5–12 человек, которым стоит написать, и слова, с которых начать. Чтобы их услышать, нужна история хотя бы одной площадки.
today-import = Загрузить историю
today-done-heading = Сделано сегодня
first-with = Начните с
step-copy = Скопировать
step-copied = Скопировано
step-read = Прочитать
step-done = Готово
step-later = Позже
step-never = Больше не предлагать
did-done = Сделано: { $name }
did-later = Отложено на три дня: { $name }
did-never = Больше не предложим: { $name }
did-open = Снова в списке: { $name }
did-take = Теперь ваш: { $name }
today-whose = Чьи шаги
today-mine = Мои
today-of-all = Все
step-owner = Ведёт { $name }
step-take = Взять себе
today-open-count = { $count ->
    [one] { $count } открытый шаг
    [few] { $count } открытых шага
   *[many] { $count } открытых шагов
}
status-done = сделано
status-later = отложено
status-never = больше не предлагать
first-hour = Первый час
first-hour-of = { $count } из 4
todo-brand = Войти и назвать бренд
todo-done = сделано
todo-history = Загрузить историю площадки
todo-history-help = Telegram, форум, почта или таблица. Чтобы первый день не был пустым
todo-orders = Загрузить покупки
todo-orders-help = Таблица: кто, когда, что и за сколько
todo-team = Позвать коллег
todo-team-help = Продавца, поддержку, директора. Одному тоже можно
todo-load = Загрузить
todo-invite = Позвать

badge-potential = потенциальный, { $state }
