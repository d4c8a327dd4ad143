# Почему с каналом этого сделать нельзя.

refused-channel-no-kind = Канала вида «{ $text }» нет.
refused-channel-no-connection = Этого канала здесь уже нет.
refused-channel-empty-field = Заполните все обязательные поля: ничего не сохранено.
refused-channel-wrong-field = В одном из полей стоит то, чего там быть не может: ничего не сохранено.
refused-channel-no-way = С такими сертификатами и прокси до площадки не дойти: проверьте их, ничего не сохранено.
refused-channel-nameless = Назовите канал: ничего не сохранено.
refused-channel-not-connected = До площадки «{ $text }» не дотягивается ни один подключённый канал. Подключите его или ответьте прямо там.
refused-channel-off = Канал «{ $text }» выключен. Включите его, чтобы ответить.
refused-channel-signed-out = Площадка не пускает канал «{ $text }». Подключите его заново и ответьте.
refused-channel-cannot = Канал «{ $text }» не умеет { $what }.
refused-channel-not-writable = В «{ $text }» каналу «{ $channel }» писать нельзя. Дайте ему там это право.
refused-channel-elsewhere = В «{ $text }» ответ никто не прочтёт. Ответьте на почту или телефон, которые оставил человек: они на его странице.
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
refused-channel-not-reached = До площадки «{ $text }» этот канал не дотягивается.
refused-channel-other-kind = «{ $text }» — площадка другого вида: это не может быть одно и то же место.
refused-channel-already-live = «{ $text }» подключена сама: к другой её не присоединить.
refused-channel-nothing-to-answer = За этим шагом не стоит сообщение, на которое можно ответить.

channel-act-reply = отвечать на сообщение
channel-act-private = писать человеку лично
channel-act-post = писать на площадке
channel-act-schedule = откладывать сообщения
channel-act-files = прикладывать файлы
channel-act-repost = делиться чужим сообщением
channel-act-edit = менять сказанное
channel-act-delete = удалять своё
channel-act-moderate = удалять чужое
channel-act-pin = закреплять сообщения
channel-act-ask = проводить опросы
channel-act-restrict = ограничивать участников
