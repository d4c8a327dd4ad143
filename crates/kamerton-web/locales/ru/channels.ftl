# Каналы: что подключено, что можно подключить, как оно работает.

settings-channels = Каналы
channels-title = Каналы
saved-channel = Сохранено: канал
saved-channel-on = Канал включён
saved-channel-off = Канал выключен
saved-channel-again = Читаем заново то, что не поняли
saved-channel-removed = Канал отключён. Всё, что по нему пришло, осталось.

channels-lead = Каналы приносят в Камертон то, что люди пишут на площадках, и передают на площадки ваши ответы, если там их принимают. Настроить каждый канал достаточно один раз.
channels-now = Подключены
channels-none = Пока ничего не подключено. Начните с площадки, где с вами говорят чаще всего.
channels-add = Подключить
channels-connect = Подключить
channels-connect-one = Подключить канал
channels-connect-title = { $kind }: подключение
channels-other = Всё остальное
channels-other-about = Любая программа или сервис присылает сюда события в подписанных запросах. Камертон их только принимает: чтобы и отвечать, подключите «Свою программу».
channels-other-open = Открыть

channels-can-hear = слышит новое
channels-can-past = читает прошлое
channels-can-answer = отвечает
channels-can-mentions = ищет упоминания

channels-state = Состояние
channels-state-off = Выключен
channels-state-off-text = Ничего не принимаем и не отправляем. Что пропустим, дочитаем потом, если площадка отдаёт прошлое.
channels-state-needs_sign_in = Нужен новый вход
channels-state-needs_sign_in-text = Площадка не принимает ключ канала, поэтому всё остановлено. Введите ключ заново и проверьте. { $why }
channels-state-limited = Ждём
channels-state-limited-text = Площадка просит подождать до { $when }. Ничего делать не надо: потом продолжим сами. { $why }
channels-state-broken = Не работает
channels-state-broken-text = Связи нет с { $when }. Пробуем сами, всё реже; ничего не потеряно. Причина: { $why }
channels-state-waiting = Ждёт первого сообщения
channels-state-waiting-text = Подключён, но пока ничего не пришло. Напишите там что-нибудь и посмотрите, появится ли оно здесь.
channels-state-connected = Работает
channels-state-connected-text = Новое приходит сюда само.

channels-heard = Последнее пришло: { $when }
channels-unheard = Ничего ещё не пришло
channels-asked = Последний удачный запрос: { $when }
channels-waiting =
    { $count ->
        [one] Ждёт разбора { $count } событие, самое старое: { $when }
        [few] Ждут разбора { $count } события, самое старое: { $when }
       *[many] Ждут разбора { $count } событий, самое старое: { $when }
    }
channels-waiting-count =
    { $count ->
        [one] ждёт разбора { $count } событие
        [few] ждут разбора { $count } события
       *[many] ждут разбора { $count } событий
    }
channels-strange-count =
    { $count ->
        [one] не поняли { $count } событие
        [few] не поняли { $count } события
       *[many] не поняли { $count } событий
    }
channels-strange =
    { $count ->
        [1] Одно событие не разобрали: оно сохранено таким, каким пришло.
        [one] Не разобрали { $count } событие: они сохранены такими, какими пришли.
        [few] Не разобрали { $count } события: они сохранены такими, какими пришли.
       *[many] Не разобрали { $count } событий: они сохранены такими, какими пришли.
    }
channels-again = Прочесть заново
channels-gap = С { $from } по { $until } Камертон не работал, а площадка столько не хранит: сказанного за это время здесь нет. Загрузите его из файла.
channels-goes-backfill = Прошлое
channels-goes-reconcile = Пропущенное
channels-goes-on =
    { $count ->
        [one] Читаем, пока { $count } событие.
        [few] Читаем, пока { $count } события.
       *[many] Читаем, пока { $count } событий.
    }
channels-goes-done =
    { $count ->
        [one] Прочитано всё: { $count } событие.
        [few] Прочитано всё: { $count } события.
       *[many] Прочитано всё: { $count } событий.
    }

channels-places = Площадки
channels-places-none = Площадок пока не видно: они появятся, когда там что-нибудь скажут или когда их назовёт проверка.
channels-places-count =
    { $count ->
        [one] { $count } площадка
        [few] { $count } площадки
       *[many] { $count } площадок
    }
channels-people =
    { $count ->
        [one] { $count } участник
        [few] { $count } участника
       *[many] { $count } участников
    }
channels-private =
    { $count ->
        [one] И { $count } личный разговор.
        [few] И { $count } личных разговора.
       *[many] И { $count } личных разговоров.
    }
channels-read-only = писать нельзя
channels-adopted = вместе с загруженной историей

channels-check = Проверить
channels-found = Что показала проверка
channels-grade-good = в порядке
channels-grade-lacking = чего-то не хватает
channels-grade-broken = не работает
channels-unlearnt = Проверить не вышло, канал не изменён. Попробуйте через минуту. Причина: { $why }
channels-connected-now = Подключено. Нажмите «Проверить»: покажем, всё ли на месте.
channels-switch-on = Включить
channels-switch-off = Выключить
channels-change = Изменить настройки
channels-remove = Отключить
channels-remove-help = Перестанем принимать и отправлять, ключи сотрём. Сообщения и люди останутся. Что ждёт отправки, не уйдёт.
channels-remove-do = Отключить канал
channels-name = Название в Камертоне
channels-name-help = Чтобы отличать, если таких каналов несколько. Пусто: назовём по виду канала.
channels-rest = Остальное, если нужно
channels-optional = можно не заполнять
channels-secret-kept = Задано и хранится зашифрованным. Пустое поле ничего не меняет.
channels-guide = Как подключить
channels-hook = Адрес для вызовов
channels-homeless = Чтобы площадка сама присылала новое, ей нужен внешний адрес этой установки, с https. Его указывает администратор Камертона в настройках сервера. Пока адреса нет, Камертон сам спрашивает площадку о новом.

channels-can = Что умеет Камертон
channels-cannot = Чего не позволяет площадка
channels-left-out = Чего Камертон здесь не делает
channels-history-some = Прошлое читаем столько, сколько площадка ещё показывает.
channels-history-all = Прошлое читаем целиком.
channels-window = Ответить лично можно { $span } после последнего сообщения человека.
channels-within-days = { $count ->
    [1] в течение суток
    [one] в течение { $count } дня
   *[other] в течение { $count } дней
}
channels-within-hours = { $count ->
    [one] в течение { $count } часа
   *[other] в течение { $count } часов
}
channels-within-minutes = { $count ->
    [one] в течение { $count } минуты
   *[other] в течение { $count } минут
}
channels-acts = Отсюда можно { $acts }.
channels-act-answer-private = отвечать лично
channels-act-restrict-silent = запрещать писать
channels-act-restrict-out = удалять участников
channels-act-restrict-lifted = снимать ограничения
channels-hand-off-same = Разговор может подхватить коллега: для человека он останется тем же разговором.
channels-hand-off-colleague = Коллега отвечает там же от своего имени.
channels-hand-off-link = Коллеге или человеку передаём ссылку.
channels-longest = { $count ->
    [one] В одном сообщении помещается до { $count } знака.
   *[other] В одном сообщении помещается до { $count } знаков.
}
channels-edits-always = Отправленное можно изменить в любое время.
channels-edits-for = Отправленное можно изменить { $span } после отправки.
channels-files = { $count ->
    [1] К сообщению можно приложить один файл, до { $size }.
    [one] К сообщению можно приложить до { $count } файла, каждый до { $size }, вместе до { $all }.
   *[other] К сообщению можно приложить до { $count } файлов, каждый до { $size }, вместе до { $all }.
}
channels-files-together = { $count ->
    [1] К сообщению можно приложить один файл, до { $all }.
    [one] К сообщению можно приложить до { $count } файла, вместе до { $all }.
   *[other] К сообщению можно приложить до { $count } файлов, вместе до { $all }.
}
channels-files-in = Файлы, которые прислали люди, можно скачать отсюда, если они не больше { $size }. Здесь они не хранятся.

reply-title = Ответить
reply-by = Уйдёт через «{ $channel }» от имени { $account }.
reply-by-unnamed = Уйдёт через «{ $channel }».
reply-seen-private = Увидит только этот человек.
reply-seen-place = Увидят все в «{ $place }».
reply-until = Отвечать можно до { $when }.
reply-text = Ваш ответ
reply-send = Отправить
reply-written = Ответ уходит
amend-title = Изменить сказанное
amend-text = Текст на площадке
amend-save = Изменить
amend-until = Менять можно до { $when }.
amend-take-back = Удалить с площадки
amend-take-back-help = Сообщение исчезнет у всех, кто его видит. У нас останется, что оно было.
amend-take-back-now = Удалить
amend-written = Изменение уходит
reply-files = Файлы
reply-files-help = { $count ->
    [one] До { $count } файла, каждый не больше { $size }, вместе не больше { $all }.
   *[other] До { $count } файлов, каждый не больше { $size }, вместе не больше { $all }.
}
reply-files-help-together = { $count ->
    [one] До { $count } файла, вместе не больше { $all }.
   *[other] До { $count } файлов, вместе не больше { $all }.
}
reply-gap = В ответе остался пропуск { $gap }: впишите вместо него своё. Ничего не отправлено.
reply-files-too-much = Вместе файлы больше { $size }: отправьте их по частям. Ничего не отправлено.
sent-take-back = Удалить с площадки
sender-check-passed = Почтовый сервер подтвердил отправителя.
sender-check-failed = Подлинность не подтверждена: письмо могло прийти не от того, чьё имя в нём стоит. Не отвечайте на просьбы о деньгах и паролях, пока не спросите человека другим путём.
sender-check-unknown = Почтовый сервер не знает, от этого ли человека письмо.
sender-check-forged = отправитель не подтверждён
sent-title = Что ушло отсюда
sent-by = { $name }, { $when }
sent-state-queued = ждёт отправки
sent-state-sending = уходит
sent-state-sent = отправлено
sent-state-failed = не отправлено
sent-state-unknown = неизвестно, дошло ли
sent-unknown-help = Связь оборвалась посреди отправки. Посмотрите на площадке, сделано ли это, и отметьте здесь.
sent-was = Дошло
sent-again = Не дошло, отправить ещё раз
sent-dropped = Не дошло и не надо
sent-cancel = Не отправлять
sent-retry = Отправить ещё раз
sent-see = Посмотреть на площадке
sent-problem = Причина: { $why }
did-sent-was = Отмечено: дошло
did-sent-again = Отправляем ещё раз
did-sent-dropped = Отмечено: не отправлено
did-sent-cancel = Не отправим
did-sent-retry = Отправляем ещё раз
channels-sent = Последнее отправленное
channels-adopt = Соединить с загруженной историей
channels-adopt-title = Это та же площадка?
channels-adopt-lead = Если история площадки уже загружена из файла, соедините их: новое ляжет к старому, и никто не раздвоится. Сравниваем авторов, время и слова.
channels-adopt-none = Загруженных площадок этого вида нет.
channels-adopt-same-words =
    { $count ->
        [one] { $count } сообщение совпадает слово в слово
        [few] { $count } сообщения совпадают слово в слово
       *[many] { $count } сообщений совпадают слово в слово
    }
channels-adopt-same-numbers =
    { $count ->
        [one] { $count } совпадает по номеру и времени
        [few] { $count } совпадают по номеру и времени
       *[many] { $count } совпадают по номеру и времени
    }
channels-adopt-same-title = то же название
channels-adopt-last = последнее: { $when }
channels-adopt-do = Это она
saved-channel-adopted = Площадки соединены
channels-secrets = Показать секрет
channels-secrets-help = Его знают только Камертон и тот, кто присылает вызовы: по нему видно, что вызов настоящий. Показ попадёт в журнал.
