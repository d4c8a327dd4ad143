# Люди: списки, карточка человека, объединение.

people-count = { $count ->
    [one] { $number } человек.
    [few] { $number } человека.
   *[many] { $number } человек.
}
people-lead = Кривая у имени показывает, как человек звучал последние 90 дней.
people-lists = Готовые списки
people-all = Все
people-import = Загрузить людей
people-find = Имя или фамилия
people-state = Состояние
people-stage = Этап
people-commerce = Покупки
people-place = Площадка
people-sort = Порядок
people-show = Показать
people-none = Таких людей нет.
people-none-yet = Среди просмотренных таких нет, но просмотрены ещё не все.
people-none-help = Уберите одно из условий или откройте другой список.
people-quiet = Людей пока нет
people-quiet-lead = Здесь будет каждый, кто писал или покупал: как звучит, что сказал в последний раз, когда с ним говорили. Начните с истории чата, форума или почты.
people-90 = 90 дней
people-person = Человек
people-contact = Разговор с нами
people-words = Последние слова
people-where = Где
people-charge = Заряд
people-next = Следующие 50
people-further = Смотреть дальше
people-no-contact = не было
people-export = Весь список:

file-id = Идентификатор
file-name = Имя
file-state = Состояние
file-since = С какого дня
file-stage = Этап
file-commerce = Покупки
file-charge = Заряд
file-bond = Привязанность
file-message = Последнее сообщение
file-contact = Последний контакт
file-with = С кем
file-messages = Сообщений
file-orders = Заказов
file-tags = Метки
file-accounts = Аккаунты
file-too-long = Людей больше, чем помещается на лист Excel. Возьмите CSV или сузьте список.

list-kamertons = Звенят
list-warm-without-contact = Тёплые без контакта
list-fading-promoters = Гаснут
list-new-this-month = Новые
list-clients-without-contact = Клиенты без контакта
list-detractors-lately = Противники
list-loyal-without-purchase = Советуют без покупки
list-repeat-buyers = Покупают снова
list-in-contact = В контакте
list-silent-buyers = Купили и молчат
list-about-kamertons = Сейчас их слушают друзья. Напишите этим людям, пока они звенят.
list-about-warm-without-contact = Тёплые люди, с которыми никто из нас не говорил 30 дней.
list-about-fading-promoters = Раньше советовали нас, теперь молчат больше 30 дней.
list-about-new-this-month = Появились за последние 30 дней.
list-about-clients-without-contact = Купили, но никто из нас с ними ни разу не говорил.
list-about-detractors-lately = Писали за последние 30 дней, и недовольства накопилось столько, что заряд опустился до порога противника.
list-about-loyal-without-purchase = Советуют нас, хотя о покупке ничего не известно.
list-about-repeat-buyers = Две покупки или больше.
list-about-in-contact = Говорили с кем-то из нас за последние 30 дней.
list-about-silent-buyers = Купили, но не пишут больше 90 дней.

# Пустой список: кто в нём бывает и почему сейчас никого.
list-none-kamertons = Здесь бывают те, кто часто советует нас или радуется вслух: звон слышен около двух недель. Сейчас не звенит никто.
list-none-warm-without-contact = Здесь бывают тёплые люди, с которыми никто из нас не говорил 30 дней. Либо говорили со всеми, либо тёплых сейчас нет.
list-none-fading-promoters = Здесь бывают те, кто советовал нас и молчит больше 30 дней. Так долго сейчас не молчит никто из них.
list-none-new-this-month = Здесь бывают те, кто появился за последние 30 дней. За это время новых не было.
list-none-clients-without-contact = Здесь бывают те, кто купил и с кем никто из нас ни разу не говорил. Либо говорили со всеми, либо о покупках пока ничего не известно.
list-none-detractors-lately = Здесь бывают противники, которые писали за последние 30 дней. За это время никто из них не писал.
list-none-loyal-without-purchase = Здесь бывают те, кто советует нас, хотя о покупке ничего не известно. Либо все они покупали, либо нас пока никто не советует.
list-none-repeat-buyers = Здесь бывают те, у кого две покупки или больше. Либо никто не купил снова, либо о покупках пока ничего не известно.
list-none-in-contact = Здесь бывают те, с кем кто-то из нас говорил за последние 30 дней. За это время таких разговоров не было.
list-none-silent-buyers = Здесь бывают те, кто купил и не пишет больше 90 дней. Либо все покупатели пишут, либо о покупках пока ничего не известно.

stage-I = этап I, знакомство
stage-II = этап II, покупка
stage-III = этап III, промоутер
commerce-none = без покупки
commerce-first = первая покупка
commerce-repeat = покупают снова
sort-charge = по заряду
sort-active = кто писал недавно
sort-contact = по разговору с нами
sort-name = по имени
sort-new = сначала новые

person-more = Ещё действия
person-no-charge = без заряда и шагов: это не участник сообщества
person-role-member = участник
person-role-staff = свой, сотрудник
person-role-brand = голос бренда
person-role-bot = программа
person-role-unknown = неизвестно кто
person-orders = { $count ->
    [0] о покупках не знаем
    [one] { $count } покупка
    [few] { $count } покупки
   *[many] { $count } покупок
}
person-today = сегодня: { $charge }
person-tag = Метка
person-tag-add = Добавить метку
person-untag = убрать
person-views = Разделы карточки
person-timeline = Лента
person-orders-view = Покупки
person-orders-registrations = Покупки и регистрации
person-orders-more = Покупки и другое
person-data = Данные
person-silent = Слов этого человека у нас нет.
person-earlier = Показать более раннее
person-split = Отменить: вернуть, как было
person-no-orders = О покупках этого человека ничего не известно. Запишите здесь или загрузите таблицу.
person-why = Почему { $state }
person-why-kamerton = Звенит: последние две недели советует нас или радуется вслух.
person-why-passive_promoter = Крепкая связь: накопились рекомендации и радость. Сейчас не звенит.
person-why-warm = Связь есть, пока не крепкая.
person-why-cold = Связи почти не видно.
person-why-detractor = Недовольства больше, чем радости.
person-fades = Заряд { $charge }, звон — с { $threshold }. Каждый удар за 30 дней слабеет вдвое.
person-bond = Привязанность { $bond } при пороге { $threshold }, за год она слабеет вдвое.
person-by-hand = Часть поправлена вручную.
person-rest = остальное, понемногу
person-wordless = без слов
person-delta = заряд { $charge }
person-charge-now = заряд сейчас
person-threshold = при пороге { $threshold }
person-since = В этом состоянии с { $day }.
person-next = Если новых поводов не будет, { $day } состояние сменится:
person-notes = Заметки
person-note = Заметка для своих
person-note-help = Человек вправе узнать, что о нём записано.
person-note-add = Записать
person-no-notes = Заметок нет.
person-join = Объединить с другим
person-part = Отделить аккаунты
person-did-added = Человек добавлен
person-did-joined = Такой человек уже есть: дополнили его
person-did-visit = Разговор записан
person-did-bought = Покупка записана
person-did-undone = Запись убрана
person-did-note = Заметка записана
person-did-unnote = Заметка убрана
person-did-tag = Метка добавлена
person-did-untag = Метка убрана
person-did-correct = Поправлено, всё пересчитано
person-did-role = Роль изменена, всё пересчитано
person-did-order = Покупка записана
person-did-merge = Объединено в одного человека
person-did-split = Разъединено, всё как было
person-did-parted = Аккаунты отделены: теперь это другой человек
person-did-together = Снова вместе, всё как было

happened-message = сообщение
happened-deleted_message = сообщение удалено
happened-private_message = личный разговор
happened-reaction = реакция
happened-joined = вступление
happened-left = выход
happened-order = покупка
happened-note = заметка
happened-by-invitation = по приглашению «{ $name }»
happened-merge = объединение
happened-split = разделение
happened-merge_undone = объединение, которое отменили
happened-split_undone = разделение, которое отменили

reaction-like = лайк

entry-recommendation = Рекомендация
entry-delight = Восторг
entry-co_creation = Сотворчество
entry-helped_prepare = Помощь в подготовке
entry-event_photo = Фото с события
entry-branded_photo = Фото с продуктом
entry-own_story = Своя история
entry-attended = Участие в событии
entry-confirmed_answer = Подтверждённый ответ другому
entry-thanks_to_us = Спасибо нам
entry-product_talk = Разговор о продукте
entry-usage_question = Вопрос о своей вещи
entry-owner_mention = Упоминание своей вещи
entry-thanked_by_us = Спасибо от нас
entry-answered_by_staff = Наш ответ
entry-took_part = Участие в разговоре
entry-complaint = Жалоба
entry-conflict = Ссора
entry-other_negative = Недовольство
entry-question_overdue = На вопрос вовремя не ответили
entry-echo = Отклик на слова
entry-owns = Есть наш продукт
entry-helped = Помощь другому
entry-sensitive = Деликатное
entry-contact = Контакт

order-purchase = покупка
order-registration = регистрация
order-subscription_start = начало подписки
order-subscription_renewal = продление подписки
order-subscription_end = конец подписки
order-refund = возврат
order-day = Когда
order-what = Что
order-amount = Сумма
order-enter = Записать покупку
order-amount-help = Например, 1 990 или 1990,50.
order-whole-help = Целым числом, например 1 990.
order-save = Записать

data-lead = Откуда мы знаем об этом человеке и зачем это храним.
data-role = Роль
data-source = Источник
data-basis = Основание
data-purpose = Цель
data-retention = Срок хранения
data-first-seen = Впервые замечен

correct-title = Поправить, если посчитано неверно
correct-state-auto = как посчитано
correct-purchase-auto = как в данных
correct-purchase-yes = покупки были
correct-purchase-no = покупок не было
correct-do = Поправить
role-title = Кто это
role-do = Изменить роль
person-user = Чей это аккаунт
person-user-none = никого из команды
person-user-help = Шаги с людьми, с которыми говорили из этого аккаунта, достанутся этому коллеге.
person-user-do = Запомнить
person-did-user = Запомнили, чей это аккаунт

join-title = С кем объединить
join-lead = Сначала покажем, что изменится. Отменить объединение можно в любой момент: всё вернётся, как было.
join-none = Никого не нашлось. Попробуйте фамилию или начало имени.
join-do = Объединить
join-look = Что изменится
plan-join-title = Это один человек?
plan-join-lead = Останется { $left }. Аккаунты и всё, что с ними пришло, будут общими. Отменить можно в любой момент, что бы ни случилось после: всё вернётся, как было.
plan-split-lead = { $right } станет отдельным человеком. Отменить можно в любой момент, что бы ни случилось после: всё вернётся, как было.
plan-clashes = Что смущает
plan-moves = Что перейдёт
plan-goes = переходит
plan-stays = остаётся
plan-split-stays = Заметки, метки и исправления остаются: они написаны о человеке, а не об аккаунте.
plan-after = Как станет
plan-now = Сейчас:
plan-then = Станет:
plan-part = Станет частью: { $name }
plan-charge = заряд { $charge }
plan-reason = Почему
plan-reason-help = Необязательно. Останется в истории человека.
plan-swap = Пусть останется { $name }
plan-accounts = { $count ->
    [one] { $count } аккаунт
    [few] { $count } аккаунта
   *[many] { $count } аккаунтов
}
plan-orders = { $count ->
    [one] { $count } покупка
    [few] { $count } покупки
   *[many] { $count } покупок
}
plan-notes = { $count ->
    [one] { $count } заметка
    [few] { $count } заметки
   *[many] { $count } заметок
}
plan-tags = { $count ->
    [one] { $count } метка
    [few] { $count } метки
   *[many] { $count } меток
}
plan-steps = { $count ->
    [one] { $count } шаг
    [few] { $count } шага
   *[many] { $count } шагов
}
plan-consents = { $count ->
    [one] { $count } согласие
    [few] { $count } согласия
   *[many] { $count } согласий
}
plan-corrections = { $count ->
    [one] { $count } исправление вручную
    [few] { $count } исправления вручную
   *[many] { $count } исправлений вручную
}
plan-relationships = { $count ->
    [one] { $count } запись об отношениях
    [few] { $count } записи об отношениях
   *[many] { $count } записей об отношениях
}
clash-platform = У каждого свой аккаунт на одной площадке ({ $kind }): { $left } и { $right }. Обычно у человека он один.
clash-role = Роли разные: { $left } и { $right }. Человек станет одним из нас целиком, заряда и шагов у него не будет.
clash-correction = Вручную сказано разное ({ $kind }): { $left } и { $right }. Будет считаться первое.
clash-field-state = состояние
clash-field-stage = этап
clash-field-purchase = покупки
clash-bought-true = были
clash-bought-false = не было
split-title = Отделить аккаунты
split-lead = Отметьте аккаунты, которые на самом деле у другого человека. Сначала покажем, что изменится.
split-one = У человека один аккаунт: отделять нечего.
split-do = Отделить
split-again = Выбрать другие
messages-count = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}

channel-phone = телефон
channel-crm = CRM
source-demo = пример
source-telegram = выгрузка Telegram
source-hand = записано вручную
source-import = загрузка: { $kind }
basis-legitimate_interest = законный интерес
purpose-community = общение с сообществом
retention-while_member = пока человек с нами

consent-title = Согласия
consent-lead = Следим за личной страницей только с согласия человека и читаем только то, что он сам напишет на ней после этого.
consent-holds = читаем страницу
consent-ended = отозвано
consent-manner = Как согласился
consent-manner-message = написал(а)
consent-manner-paper = на бумаге
consent-manner-words = сказал(а)
consent-how = { $manner }, { $day }. Записано: { $by }, { $when }
consent-withdrawn = Отозвано { $when }, записано: { $by }. { $posts }
consent-posts = Что сделать с прочитанным
consent-posts-kept = Прочитанное оставили.
consent-posts-deleted = Прочитанное удалили.
consent-do-kept = Оставить
consent-do-deleted = Удалить
consent-withdraw = Отозвать согласие
consent-withdraw-words = Какими словами отозвано, если известно
consent-withdraw-do = Отозвать и больше не читать
consent-give = Записать согласие
consent-account = За какой страницей следить
consent-words = Какими словами
consent-words-help = Дословно или близко: «Да, читайте мою страницу».
consent-day = Когда
consent-day-help = Написанное раньше этого дня не читаем.
consent-message = Сообщение с согласием
consent-message-help = Ссылка на сообщение здесь, если человек согласился в переписке.
consent-give-do = Записать согласие
person-did-relationship = Записано
person-did-consent = Согласие записано, страницу читаем
person-did-unconsent = Согласие отозвано, страницу больше не читаем
