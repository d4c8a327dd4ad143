# Настройки: бренд, голос, команда, ключи, данные, правила, я.

settings-brand = Бренд
settings-voice = Голос
settings-team = Команда
settings-tokens = Ключи
settings-webhooks = Вебхуки
settings-data = Данные
settings-policy = Правила
settings-me = Профиль

settings-save = Сохранить
settings-only-read = Изменить это может тот, кому доверена настройка бренда.
settings-zone-help = По нему считаются дни; сейчас там { $time }. Если сменить, дни пересчитаются: на большой истории это займёт минуты.
settings-currency = Валюта
settings-currency-help = В ней записывают покупки, внесённые вручную. Уже записанное остаётся в своей.
currency-RUB = российский рубль
currency-EUR = евро
currency-USD = доллар США
currency-BYN = белорусский рубль
currency-KZT = тенге
currency-UZS = узбекский сум
currency-KGS = киргизский сом
currency-AMD = армянский драм
currency-AZN = азербайджанский манат
currency-GEL = лари
currency-MDL = молдавский лей
currency-TRY = турецкая лира
currency-RSD = сербский динар
currency-GBP = фунт стерлингов
settings-recounting = Дни пересчитываются по новому поясу. Пока это идёт, числа неполные.
settings-competitors = С кем вас сравнивают
settings-terms-later = Через запятую. Новые слова Камертон услышит в новых сообщениях.
settings-voice-lead = Так говорит бренд везде, где для площадки не задано иное.
settings-examples-help = По одному в строке: фразы, по которым бренд узнают.
settings-shown-once = Больше мы его не покажем.
settings-copy = Скопировать
settings-copied = Скопировано
settings-to-imports = Загрузить

saved-brand = Сохранено
saved-voice = Сохранено: как говорит бренд
saved-roles = Сохранено: роли
saved-shut = Доступ закрыт, сеансы завершены
saved-open = Доступ снова открыт
saved-revoked = Ключ отозван
saved-removed = Отправитель удалён: его вызовы больше не принимаются
saved-password = Пароль изменён. На других устройствах придётся войти снова.
saved-demo = Демо убрано

wrong-brand-taken = Такой бренд здесь уже есть.
wrong-roles = Выберите хотя бы одну роль.
wrong-token-name = Назовите ключ: для какой он программы.
wrong-token-scopes = Выберите, что ключу можно.
wrong-webhook-name = Назовите, что будет присылать вызовы.
wrong-old-password = Это не текущий пароль.

team-you = это вы
team-shut = доступ закрыт
team-change = Роли и доступ
team-roles = Роли
team-save-roles = Сохранить роли
team-password = Выдать новый пароль
team-shut-out = Закрыть доступ
team-open = Открыть доступ
team-add = Позвать коллегу
team-name = Имя
team-let-in = Позвать
team-made = Пароль для { $email }.
team-made-help = Передайте его лично и попросите сменить.
team-last-owner = Это последний владелец бренда: сначала назначьте другого.

role-owner = владелец
role-cm = комьюнити-менеджер
role-smm = SMM-менеджер
role-seller = продавец
role-support = специалист поддержки
role-product = менеджер продукта
role-director = директор
role-help-owner = всё, включая команду, ключи и данные
role-help-cm = люди, шаги, личные разговоры, загрузка, настройка бренда
role-help-smm = шаги, площадки, заметки
role-help-seller = шаги, заметки, телефоны и почта
role-help-support = то же, что у продавца: шаги, заметки, телефоны и почта
role-help-product = только просмотр: люди, площадки, шаги, сообщения открытых площадок
role-help-director = то же, что у менеджера продукта: только просмотр

tokens-lead = Ключами пользуются программы: сайт, CRM, ваши скрипты. Человеку нужен вход, а не ключ.
tokens-none = Ключей пока нет.
tokens-made = Ключ готов.
tokens-made-at = Создан { $when }
tokens-used = использован { $when }
tokens-unused = ещё не использован
tokens-ends = действует до: { $when }
tokens-endless = бессрочно
tokens-ended = истёк
tokens-revoke = Отозвать
tokens-add = Новый ключ
tokens-name = Для чего
tokens-name-help = Например, «Сайт: новые заказы».
tokens-scopes = Что ему можно
tokens-days = На какой срок
tokens-make = Создать ключ
scope-events-write = присылать события
scope-messages-read = искать в сообщениях открытых площадок
scope-messages-write = отвечать на сообщения открытых площадок
scope-messages-moderate = удалять чужие сообщения и ограничивать их авторов
scope-people-read = читать данные о людях
scope-people-write = записывать согласия людей
scope-places-read = читать площадки
scope-places-write = публиковать, проводить опросы, пересылать и закреплять сообщения, создавать приглашения на площадки
scope-steps-read = читать шаги на сегодня

webhooks-lead = Сервис, который не умеет передавать ключ, может подписывать каждый вызов секретом. Заведите отправителя, вставьте адрес и секрет в его настройки, и события пойдут сюда.
webhooks-docs = Как устроены события и подпись
webhooks-none = Отправителей пока нет.
webhooks-made = Секрет готов.
webhooks-renewed = Новый секрет готов.
webhooks-made-help = Сервис должен подписывать вызовы по правилам Standard Webhooks.
webhooks-example = Пробный вызов для командной строки
webhooks-example-text = Спасибо, всё дошло!
webhooks-used = последний вызов: { $when }
webhooks-unused = вызовов ещё не было
webhooks-before = прежний секрет работает до: { $when }
webhooks-broken = секрет не открывается, смените его
webhooks-remove = Удалить
webhooks-renew = Сменить секрет
webhooks-renew-do = Выдать новый секрет
webhooks-hours = Прежний секрет проработает ещё
webhooks-at-once = нисколько, отключить сразу
webhooks-add = Новый отправитель
webhooks-name = Что присылает
webhooks-name-help = Например, «Магазин: заказы и отзывы».
webhooks-make = Завести отправителя

backup-title = Резервная копия
backup-lead = Один файл со всем, что есть в этой установке: людьми, сообщениями, настройками. Храните его так же бережно, как сам сервер. Чтобы восстановить всё из копии, выполните на сервере команду «kamerton restore».
backup-not-yours = Копия содержит все бренды этой установки, а вы владеете не всеми. Её может сделать администратор: kamerton backup.
backup-make = Сделать копию
backup-writing = Пишем копию. Можно уйти со страницы: ссылка будет ждать здесь.
backup-fetch = Скачать
backup-once = Ссылка сработает один раз. Если не скачать, файл сотрётся сам через { $time }.
backup-failed = Копию сделать не вышло. С вашими данными всё в порядке. Проверьте, есть ли место на диске, и попробуйте ещё раз.

demo-title = Демо
demo-here = Это вымышленный бренд. Когда насмотритесь, уберите его одной кнопкой: ваших данных он не касается.
demo-there = Вымышленный бренд лежит рядом с вашим. Убирается целиком; ваших данных это не касается.
demo-remove = Убрать демо
demo-none = Вымышленного бренда здесь нет.
demo-load = Загрузить демо

policy-lead = По этим правилам считаются заряд, состояние и шаги. При их смене пересчиталась бы вся история, поэтому здесь их можно лишь прочитать.
policy-version = Версия правил: { $count }.
policy-rules = Пороги
policy-rules-help = Привязанность складывается из тех же весов, что и заряд, но слабеет медленнее: вдвое за год, а не за 30 дней. Поэтому тёплым может быть и тот, чей заряд уже угас до нуля.
policy-weights = Что сколько весит
policy-weights-help = В заряде вес слабеет вдвое за 30 дней, в привязанности — за год. «Не больше за день» — сколько раз в день это засчитывается одному человеку.
policy-kind = Что произошло
policy-weight = Вес
policy-most = Не больше за день
policy-kamerton-ring = Камертон звенит от заряда
policy-kamerton-days = …и если подтверждение было за последние
policy-promoter-bond = Пассивный промоутер — от привязанности
policy-warm-bond = Тёплый — от привязанности
policy-detractor-ring = Противник — при заряде не выше
policy-hysteresis = Состояние теряется, когда остаётся меньше этой доли порога
policy-question-due = Вопрос просрочен через
policy-steps = Шагов в день не больше
policy-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
policy-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[many] { $count } часов
}

me-keys-help = Одна буква — одно действие: удобно, если руки на клавиатуре. Мешают программе чтения с экрана или голосовому вводу — выключите.
me-password = Пароль
me-old = Текущий пароль
me-new = Новый пароль
me-password-help = После смены на других устройствах придётся войти снова.
me-set-password = Сменить пароль
