# Почему с каналом этого сделать нельзя.

refused-channel-no-kind = Канала вида «{ $text }» нет.
refused-channel-no-connection = Этого канала здесь уже нет.
refused-channel-empty-field = Заполните все обязательные поля: ничего не сохранено.
refused-channel-wrong-field = В одном из полей стоит то, чего там быть не может: ничего не сохранено.
refused-channel-no-way = С такими сертификатами и прокси до площадки не дойти: проверьте их, ничего не сохранено.
refused-channel-nameless = Назовите канал: ничего не сохранено.
refused-channel-not-connected = К площадке «{ $text }» не подключён ни один канал. Подключите канал этой площадки или ответьте прямо там.
refused-channel-off = Канал «{ $text }» выключен. Включите его, чтобы ответить.
refused-channel-signed-out = Площадка не пускает канал «{ $text }». Подключите его заново и ответьте.
refused-channel-cannot = Канал «{ $text }» не умеет { $what }.
refused-channel-not-writable = В «{ $text }» каналу «{ $channel }» писать нельзя. Дайте ему там это право.
refused-channel-elsewhere = В «{ $text }» ответ никто не прочтёт. Ответьте на почту или телефон, которые оставил человек: они на его странице.
refused-channel-no-file = Этот файл можно открыть только на самой площадке: откройте сообщение там.
refused-channel-not-fetched = Площадка не отдала файл. { $why }
refused-channel-window = { $count ->
    [one] Площадка разрешает отвечать в течение { $count } часа после последнего сообщения человека, и это время вышло. Дождитесь, когда он напишет снова.
   *[other] Площадка разрешает отвечать в течение { $count } часов после последнего сообщения человека, и это время вышло. Дождитесь, когда он напишет снова.
}
refused-channel-not-ours = Это сказал не аккаунт канала «{ $text }»: изменить можно только сказанное им.
refused-channel-edits-over = { $count ->
    [one] Площадка разрешает менять сообщение в течение { $count } часа, и это время вышло.
   *[other] Площадка разрешает менять сообщение в течение { $count } часов, и это время вышло.
}
refused-channel-long = { $count ->
    [one] Текст слишком длинный: в нём { $has }, а в одно сообщение там помещается { $count } знак.
    [few] Текст слишком длинный: в нём { $has }, а в одно сообщение там помещается { $count } знака.
   *[other] Текст слишком длинный: в нём { $has }, а в одно сообщение там помещается { $count } знаков.
}
refused-channel-files = { $count ->
    [0] К сообщению там нельзя приложить файлы.
    [one] К одному сообщению там можно приложить { $count } файл.
    [few] К одному сообщению там можно приложить { $count } файла.
   *[other] К одному сообщению там можно приложить { $count } файлов.
}
refused-channel-file-large = Файл «{ $text }» слишком велик: там можно не больше { $size }.
refused-channel-nothing = Отправлять нечего: напишите текст.
refused-channel-no-outgoing = Такого исходящего сообщения нет.
refused-channel-moved-on = С этим сообщением уже что-то произошло: посмотрите снова.
refused-channel-not-reached = Этот канал не подключён к площадке «{ $text }».
refused-channel-other-kind = «{ $text }» — площадка другого вида: это не может быть одно и то же место.
refused-channel-already-live = «{ $text }» подключена сама: к другой её не присоединить.
refused-channel-private = «{ $text }» — личный разговор: туда можно только ответить, и наружу из него ничего не выходит.
refused-channel-other = К «{ $text }» подключён другой канал: сообщением можно поделиться только внутри одного. Напишите туда сами.
refused-channel-answers = { $count ->
    [one] Нужно от 2 до { $count } разных вариантов ответа: ничего не отправлено.
   *[other] Нужно от 2 до { $count } разных вариантов ответа: ничего не отправлено.
}
refused-channel-long-answer = { $count ->
    [one] Вариант «{ $text }» слишком длинный: там помещается { $count } знак.
    [few] Вариант «{ $text }» слишком длинный: там помещается { $count } знака.
   *[other] Вариант «{ $text }» слишком длинный: там помещается { $count } знаков.
}
refused-channel-open-only = Канал «{ $text }» показывает, кто что выбрал: спросите открыто.
refused-channel-time-passed = Это время уже прошло или вот-вот наступит: выберите более позднее или отправьте сразу.
refused-channel-no-reason = Скажите почему: это останется у нас, на площадке никто не увидит.
refused-channel-nobody = Этого автора ограничить нельзя: он из наших, или аккаунта больше нет.
refused-channel-no-restriction = Так канал «{ $text }» никого ограничить не может.
refused-channel-for-good = Канал «{ $text }» ограничивает только навсегда: не указывайте срок.
refused-channel-ours = Это наше сообщение: его можно просто удалить с площадки.
refused-channel-no-invitations = Канал «{ $channel }» не делает приглашений в «{ $text }».
refused-channel-nameless-invitation = { $count ->
    [one] Назовите приглашение, не длиннее { $count } знака: по названию видно, откуда пришли.
   *[other] Назовите приглашение, не длиннее { $count } знаков: по названию видно, откуда пришли.
}
refused-channel-nothing-to-answer = За этим шагом не стоит сообщение, на которое можно ответить.

channel-act-reply = отвечать на сообщения
channel-act-private = писать человеку лично
channel-act-post = публиковать сообщения
channel-act-schedule = откладывать публикации
channel-act-files = прикладывать файлы
channel-act-repost = делиться чужими сообщениями
channel-act-edit = менять сказанное
channel-act-delete = удалять своё
channel-act-moderate = удалять чужое
channel-act-pin = закреплять сообщения
channel-act-ask = проводить опросы
channel-act-restrict = ограничивать участников

# Почему канал не работает; остальное приносят сами каналы.
channel-why-no-address = «{ $host }» — не адрес, к которому можно обратиться: начните его с https://.
channel-why-private = { $host } ведёт во внутреннюю сеть. Если так и задумано, попросите администратора Камертона разрешить это.
channel-why-redirected = { $host } перенаправляет в другое место: укажите тот адрес, куда он ведёт.
channel-why-elsewhere = { $host } — не тот сервер, к которому этому каналу можно обращаться.
channel-why-unsendable = Запрос к { $host } не удаётся отправить: проверьте, нет ли в полях посторонних знаков.
channel-why-late = { $host } не ответил вовремя.
channel-why-too-large = { $host } отвечает слишком большим ответом: из него ничего не взято.
channel-why-no-proxy = До { $host } не дойти: такие соединения не идут через прокси.
channel-why-no-name = Имени { $host } никто не знает: проверьте адрес.
channel-why-nobody = На { $host } никто не отвечает.
channel-why-tls = С { $host } нет защищённого соединения, или его сертификату нельзя доверять.
channel-why-unreached = Связи с { $host } нет.
channel-why-no-public = Площадка должна достучаться до Камертона: попросите администратора указать его внешний адрес.
channel-why-not-opened = Канал не открывается: введите его ключи заново.
channel-why-ended = Камертон остановили во время отправки.
channel-why-act = То, что надо было отправить, больше не читается.
channel-why-both = { $ours } Слова площадки: «{ $said }».
channel-why-said = «{ $said }».
channel-why-none = Причину не назвали.
channel-why-kind-limited = Площадка просит подождать: «{ $said }».
channel-why-kind-sign-in = Площадка не принимает вход: «{ $said }».
channel-why-kind-refused = Площадка отказывает: «{ $said }».
channel-why-kind-passing = Площадка сейчас не может: «{ $said }».
channel-why-kind-unknown = Ответ потерялся, это могло и случиться: «{ $said }».
channel-why-kind-unreadable = Ответ площадки непонятен. Для разработчиков: «{ $said }».
channel-why-kind-settings = Настройки не подходят: «{ $said }».
