# Страницы для посетителей сайта: форма и чат.

visit-form-title = Написать нам
visit-chat-title = Чат
visit-text = Сообщение
visit-name = Имя
visit-email-field = Почта
visit-phone-field = Телефон
visit-contact-help = Хватит одного: почты или телефона.
visit-trap = Оставьте пустым
visit-agree = Даю согласие на обработку моих данных, чтобы мне ответили
visit-policy = Политика обработки данных
visit-policy-text = Текст согласия
visit-send = Отправить
visit-thanks = Спасибо, сообщение у нас
visit-thanks-help = Ответим на почту или телефон, которые вы оставили.
visit-more = Написать ещё
visit-you = Вы
visit-said = Переписка
visit-close = Закрыть
visit-failed = Не отправлено
visit-again = Отправить ещё раз
visit-often = Слишком часто. Подождите минуту и отправьте ещё раз.
visit-no-script = Для чата в браузере должен быть включён JavaScript.
visit-to-form = Напишите через форму
visit-asks-help = Можно представиться и оставить почту: ответим, даже если вы уйдёте.

visit-wrong-empty = Напишите сообщение.
visit-wrong-long = { $count ->
    [one] Сообщение слишком длинное: помещается { $count } знак.
    [few] Сообщение слишком длинное: помещается { $count } знака.
   *[other] Сообщение слишком длинное: помещается { $count } знаков.
}
visit-wrong-email = Это не похоже на адрес почты.
visit-wrong-phone = Это не похоже на номер телефона. Напишите его с кодом страны.
visit-wrong-contact = Оставьте почту или телефон: иначе ответить некуда.
visit-wrong-agree = Без согласия мы не вправе хранить ваш адрес. Отметьте его.
visit-wrong-old = Страница была открыта слишком долго. Всё, что вы написали, на месте: отправьте ещё раз.
visit-wrong-fast = Проверьте, всё ли верно, и отправьте ещё раз.
visit-wrong-trap = Заполнилось поле, которого не видно. Мы его очистили: отправьте ещё раз.

visit-place-form = Форма на сайте
visit-place-chat = Чат на сайте: { $name }
visit-unnamed = гость-{ $name }
visit-email = Почта: { $text }
visit-phone = Телефон: { $text }
visit-agreed = Согласие на обработку данных дано, текста политики не было.
visit-agreed-to = Согласие на обработку данных дано, редакция { $text }.
visit-claimed = Почта: { $text }. Названа в чате, не проверена.

# Код для сайта в настройках канала.

visit-embed = Код для сайта
visit-embed-help = Скопируйте и вставьте на свой сайт. Сайт должен быть среди адресов в настройках ниже.
visit-embed-chat = Чат: тег перед </body>
visit-embed-frame = Форма в рамке
visit-embed-link = Ссылка на форму
visit-embed-look-form = Открыть форму
visit-embed-look-chat = Открыть чат
visit-embed-homeless = Внешний адрес этой установки не указан, поэтому в коде стоит «https://…». Попросите администратора Камертона указать его в настройках сервера.
