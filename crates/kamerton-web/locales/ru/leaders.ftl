# Лидеры мнений: радар и карточка на странице человека.

leaders-title = Лидеры
leaders-lead = К кому прислушивается ваша аудитория: свои, новые и те, с кем вы ещё не знакомы.
leaders-not-yet = Влияние ещё не посчитано: это займёт минуту после первых сообщений.
leaders-no-talk = Влияние не посчитано: за последние 20 месяцев участники не отвечали друг другу и не упоминали друг друга.
leaders-seeds-nobody = Чьё внимание считается: всех, кто говорит, поровну. Потенциальных и лояльных клиентов среди них нет.
leaders-seeds-audience = Чьё внимание считается: { $count ->
    [one] { $number } человек, который говорит о том, чем описана аудитория.
    [few] { $number } человека, которые говорят о том, чем описана аудитория.
   *[many] { $number } человек, которые говорят о том, чем описана аудитория.
}
leaders-seeds-clients = Чьё внимание считается: { $count ->
    [one] { $number } потенциальный или лояльный клиент.
    [few] { $number } потенциальных и лояльных клиента.
   *[many] { $number } потенциальных и лояльных клиентов.
}
leaders-undescribed = Аудитория не описана.
leaders-few-fit = Под описание аудитории подходит слишком мало людей.
leaders-apart = Влияние, охват и близость к аудитории стоят рядом и не складываются.
leaders-describe = Опишите аудиторию, и станет видно, кто ей близок.
leaders-part-clients = Среди клиентов и лояльных
leaders-part-newcomers = Заметные новички
leaders-part-outsiders = Говорят о вас со стороны
leaders-about-clients = С них начинают: их уже слушают, и они уже с вами.
leaders-about-newcomers = Пришли за последние две недели, и к ним уже прислушиваются, на них подписано много людей или вы сами оценили их высоко.
leaders-about-outsiders = Говорили о вас за последние 90 дней, но не вступали в ваши группы, не покупали и не разговаривали с вами.
leaders-none-clients = Пока никого: из клиентов и лояльных никому не отвечали.
leaders-none-clients-yet = Клиентов и лояльных пока нет.
leaders-none-newcomers = Пока никого.
leaders-none-outsiders = Пока никого.
leaders-influence = Влияние
leaders-reach = Охват
leaders-fit = Близость
leaders-relationship = Отношения
leaders-stands = больше, чем у { $part } из 100 человек
leaders-percent = { $share } %
leaders-listeners = { $count ->
    [one] слушает { $count } человек
    [few] слушают { $count } человека
   *[many] слушают { $count } человек
}
leaders-unheard = за 20 месяцев никто из участников не ответил и не упомянул
leaders-reach-unknown = неизвестен
leaders-fit-unknown = аудитория не описана
leaders-rated = Ваша оценка: { $rating } из 5
leaders-unrated = Вашей оценки нет
leaders-since = впервые { $day }
leaders-knows-them = Знаком: { $name }
leaders-contact = последний разговор { $day }
leaders-no-contact = разговоров не было
leaders-next = Дальше: { $step }
leaders-record = Записать об отношениях
leaders-listened = Кто слушает
leaders-who = Кто отвечает и упоминает
leaders-times = { $count ->
    [1] { $count } раз, { $day }
    [one] { $count } раз, последний — { $day }
    [few] { $count } раза, последний — { $day }
   *[many] { $count } раз, последний — { $day }
}
leaders-knows = Что знает
leaders-answers = { $count ->
    [one] { $count } ответ участникам за год
    [few] { $count } ответа участникам за год
   *[many] { $count } ответов участникам за год
}
leaders-confirmed = из них вы подтвердили { $count }
leaders-confirmed-tag = подтверждён
leaders-topics = О чём: { $topics }
leaders-known-by = Кто из нас знаком
leaders-contact-day = Последний разговор
leaders-next-step = Следующий шаг
leaders-next-day = Когда
leaders-rating = Насколько близок аудитории, на ваш взгляд
leaders-followers = Сколько подписчиков
leaders-write = Записать
leaders-written = Записано { $when }: { $by }
