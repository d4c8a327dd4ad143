# Площадки: список, одна площадка, как на ней говорить.
# $shown — число $count, написанное по правилам языка.

places-title = Площадки
places-lead = { $count ->
    [one] { $shown } площадка.
    [few] { $shown } площадки.
   *[many] { $shown } площадок.
}
places-said = { $count ->
    [one] За 30 дней { $shown } сообщение
    [few] За 30 дней { $shown } сообщения
   *[many] За 30 дней { $shown } сообщений
}
places-loudest = { "" }, больше всего — «{ $title }».
places-period = { "" }.
places-load = Загрузить историю
places-none = Площадок пока нет
places-none-lead = Площадка — это чат, группа, форум или почтовый ящик. Они появятся здесь вместе с первой историей.
place-column = Площадка
weeks-column = 12 недель
messages-column = За 30 дней
authors-column = Пишут
open-column = Ждут ответа
last-column = Последнее
spark-label = Сообщения по неделям, последняя — { $shown }
was-messages = было { $shown }
# Одной строкой там, где нет столбцов: $count сообщений, раньше $before.
place-said = { $count ->
    [one] { $shown } сообщение за 30 дней, было { $before }
    [few] { $shown } сообщения за 30 дней, было { $before }
   *[many] { $shown } сообщений за 30 дней, было { $before }
}
private-tag = личное
place-waiting = { $count ->
    [one] { $shown } ждёт ответа
   *[other] { $shown } ждут ответа
}
never = никогда

channel-telegram = Telegram
channel-vk = ВКонтакте
channel-discourse = форум
channel-zulip = Zulip
channel-discord = Discord
channel-slack = Slack
channel-email = почта
channel-table = таблица

place-lead-good = Большинству новичков здесь отвечают.
place-lead-mixed = Новичкам здесь отвечают не всегда.
place-lead-poor = Большинство новичков здесь остаётся без ответа.
place-lead-none = За 30 дней новичков здесь не было.
place-lead-silent = За 30 дней здесь никто не писал.
place-lead-last = Последнее сообщение — { $day }.
place-lead-trend-better = Стало лучше, чем месяцем раньше.
place-lead-trend-worse = Стало хуже, чем месяцем раньше.
place-lead-trend-unknown = Сравнить с прошлым месяцем пока не с чем.
place-answer = Ждут ответа
place-messages = Все сообщения

newcomers-heading = Новички
newcomers-count = { $count ->
    [one] 30 дней, { $shown } новичок
    [few] 30 дней, { $shown } новичка
   *[many] 30 дней, { $shown } новичков
}
newcomers-answered = Новичкам ответили, считая всех
newcomers-minutes = До первого ответа
newcomers-latest = Посчитано по последним { $shown } новичкам.
newcomers-no = За 30 дней новых людей не было.
newcomers-early = Новички есть, но судить об ответах рано.
questions-heading = Вопросы
questions-count = { $count ->
    [one] 30 дней, { $shown } вопрос
    [few] 30 дней, { $shown } вопроса
   *[many] 30 дней, { $shown } вопросов
}
questions-answered = Вопросы с ответом
questions-minutes = До первого ответа
questions-no = За 30 дней не было вопросов, на которые пора ответить.

trend-better = было { $before }, стало лучше
trend-worse = было { $before }, стало хуже
trend-noise = было { $before }, разница может быть случайной
trend-unknown = раньше сравнить не с чем
trend-of = { $part } из { $whole }
whisker-label = { $value }, интервал { $interval }
whisker-label-past = { $value }, интервал { $interval }, раньше { $before }

voices-heading = Кто говорит
voices-count = { $count ->
    [one] 30 дней, { $shown } человек
    [few] 30 дней, { $shown } человека
   *[many] 30 дней, { $shown } человек
}
voices-most-loyal = Чаще всех говорят лояльные: { $share } сообщений.
voices-most-clients = Чаще всех говорят клиенты: { $share } сообщений.
voices-most-potential = Чаще всех говорят потенциальные клиенты: { $share } сообщений.
voices-most-ours = Чаще всех говорим мы сами: { $share } сообщений.
voices-none = За 30 дней здесь никто не писал.
voices-loyal = лояльные
voices-clients = клиенты
voices-potential = потенциальные клиенты
voices-ours = мы
voices-others = программы и безымянные
voices-people = { $count ->
    [one] { $shown } человек
    [few] { $shown } человека
   *[many] { $shown } человек
}
voices-who = Кто
voices-people-column = Людей
voices-messages-column = Сообщений
voices-share-column = Доля
voices-latest = Посчитано по тысяче самых активных.

activity-sentence = { $count ->
    [one] За 30 дней здесь { $shown } сообщение
    [few] За 30 дней здесь { $shown } сообщения
   *[many] За 30 дней здесь { $shown } сообщений
}
activity-before = { "" }, за 30 дней до этого — { $shown }.
activity-most = { $count ->
    [one] Самая шумная неделя началась { $day }: { $shown } сообщение.
    [few] Самая шумная неделя началась { $day }: { $shown } сообщения.
   *[many] Самая шумная неделя началась { $day }: { $shown } сообщений.
}
activity-label = Сообщения по неделям за год: в последнюю полную неделю { $last }, в среднем { $mean }
activity-mean = Пунктир — среднее, { $shown } в неделю.
activity-unfinished = идёт
twin = Таблицей
twin-csv = Скачать CSV
week-column = Неделя с
joined-left = Вступили { $joined }, вышли { $left }.

busiest-heading = Кто здесь пишет больше всех
busiest-messages = { $count ->
    [one] { $shown } сообщение
    [few] { $shown } сообщения
   *[many] { $shown } сообщений
}
busiest-private = Имена и слова личных площадок видят владелец и комьюнити-менеджер.
waiting-heading = Новички без ответа
waiting-none = Всем новичкам ответили.
waiting-no-newcomers = Таких нет.
waits-for = { $span } без ответа

speech-heading = Для кого и как здесь говорим
speech-brands = как у бренда
speech-audience = Аудитория
speech-address = Обращение
speech-say = Наши слова
speech-avoid = Не говорим
speech-examples = Примеры
speech-nothing = Своих слов для этой площадки пока нет.
speech-change = Изменить для этой площадки
speech-save = Сохранить
speech-saved = Сохранено: как говорить на этой площадке
speech-help = Пустое поле значит «как у бренда».
speech-words-help = По одному в строке или через запятую.
speech-examples-help = По одному в строке: фраза, которую мы сказали бы здесь.
address-brand = как у бренда
address-vy-short = на «вы»
address-ty-short = на «ты»
