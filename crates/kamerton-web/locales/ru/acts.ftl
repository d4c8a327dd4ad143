# Что бренд делает на площадке, кроме ответов.

write-title = Написать сюда
write-post = Новое сообщение
write-text = Текст
write-when = Когда
write-when-help = Пусто: сразу. Часы: { $zone }. До срока сообщение хранит сама площадка.
write-when-unread = Не понимаем дату и время: выберите их ещё раз. Ничего не отправлено.
write-post-do = Отправить
write-ask = Спросить участников
write-question = Вопрос
write-answers = Варианты ответа
write-answers-help = { $count ->
    [one] Каждый с новой строки, от 2 до { $count } варианта.
   *[other] Каждый с новой строки, от 2 до { $count } вариантов.
}
write-several = Можно выбрать несколько
write-anonymous = Не показывать, кто что выбрал
write-ask-do = Спросить
write-repost = Поделиться чужим сообщением
write-message = Сообщение
write-message-help = Адрес его страницы здесь: откройте сообщение и скопируйте ссылку. Автор будет назван.
write-remark = Что сказать от себя
write-repost-do = Поделиться
write-repost-unread = Не понимаем, какое это сообщение: вставьте адрес его страницы здесь. Ничего не отправлено.
write-nothing = Канал этой площадки ничего такого не умеет.
write-sent = Что ушло отсюда
write-did-post = Сообщение уходит
write-did-ask = Вопрос уходит
write-did-repost = Делимся сообщением
write-did-invite = Приглашение готово

invitations-title = Приглашения
invitations-lead = Своя ссылка для каждой афиши, листовки или статьи: видно, откуда пришёл человек.
invitation-name = Название
invitation-help = Где ссылка будет стоять: «Афиша в кофейне». Участники его не видят.
invitation-make = Сделать ссылку
invitation-came = { $count ->
    [0] пока никто не пришёл
    [one] пришёл { $count } человек
    [few] пришли { $count } человека
   *[other] пришли { $count } человек
}
invitation-came-more = { $count ->
    [one] пришло больше { $count } человека
   *[other] пришло больше { $count } человек
}

handle-title = С этим сообщением
handle-pin = Закрепить
handle-unpin = Открепить
handle-repost = Показать на другой площадке
handle-where = Где
handle-repost-help = Автор будет назван, где площадка это позволяет, со ссылкой.
handle-delete = Удалить это сообщение
handle-delete-help = Сообщение исчезнет у всех, кто его видит. У нас останется, что оно было и почему его удалили.
handle-delete-do = Удалить с площадки
handle-reason = Почему
handle-reason-help = Видно только нам.
handle-restrict = Ограничить автора
handle-how = Как
handle-how-silent = Читает, но не пишет
handle-how-out = Удалить с площадки
handle-how-lifted = Снять ограничения
handle-hours = На сколько
handle-hours-1 = на час
handle-hours-24 = на сутки
handle-hours-168 = на неделю
handle-hours-720 = на 30 дней
handle-hours-ever = навсегда
handle-restrict-do = Ограничить
pin-written = Просим площадку закрепить или открепить
repost-written = Делимся сообщением
delete-written = Просим площадку удалить сообщение
restrict-written = Просим площадку ограничить автора

sent-delete = Удалить чужое сообщение
sent-pin = Закрепить сообщение
sent-unpin = Открепить сообщение
sent-repost = Поделиться сообщением
sent-restrict-silent = Автор читает, но не пишет
sent-restrict-out = Удалить автора с площадки
sent-restrict-lifted = Снять ограничения с автора
sent-files = Только файлы
sent-answers = Варианты: { $answers }
sent-planned = Появится { $when }
sent-until = До { $when }
sent-reason = Почему: { $reason }
