# Загрузка: список, вопросы перед загрузкой, ход, отчёт.
# $shown — число с разрядами, $count — оно же для выбора формы.

imports-title = Загрузка
imports-lead = Загрузите переписку, список людей, покупки. Повторов не будет, даже если загрузить тот же файл ещё раз.
imports-drop = Выберите файлы или перетащите их сюда
imports-drop-help = Что это за файлы, Камертон узнает сам. Все вместе — не больше { $most }.
import-most-long = Файлы слишком велики. Все вместе — не больше { $most }.
imports-send = Загрузить
imports-sending = Отправляем:
imports-open = Не закончено
imports-past = Загружено раньше
imports-none = Пока ничего. Первая загрузка появится здесь.
imports-what = Что
imports-brought = Принесло
imports-refused = Не загрузили
imports-when = Когда
imports-silent-help = Из переписки сосчитаны только авторы: те, кто писал. Кто только вступил или поставил реакцию, тоже есть в разделе «Люди».
imports-kinds = Что мы понимаем
imports-kinds-help = Файлы не покидают ваш сервер и после загрузки стираются.

kind-telegram = Чат Telegram
kind-zulip = Zulip
kind-discourse = Форум Discourse
kind-discord = Discord
kind-slack = Slack
kind-mbox = Почта, рассылка
kind-messages = Таблица сообщений
kind-people = Таблица людей
kind-orders = Таблица покупок
kind-help-telegram = Telegram на компьютере: чат → ⋮ → «Экспорт истории чата», формат JSON (лучше) или HTML. Если HTML, то все файлы messages*.html сразу.
kind-help-zulip = Выгрузка организации или сообщения из API, JSON.
kind-help-discourse = Темы форума в JSON.
kind-help-discord = JSON из DiscordChatExporter.
kind-help-slack = Выгрузка рабочего пространства, ZIP целиком.
kind-help-mbox = Файл mbox: ящик или архив рассылки.
kind-help-messages = CSV, XLSX или построчный JSON: отзывы, обращения. Нужны дата, текст и автор.
kind-help-people = CSV, XLSX или построчный JSON: контакты, выгрузка из CRM.
kind-help-orders = CSV, XLSX или построчный JSON. Нужны дата, кто купил и сумма.

import-and-more = { $count ->
    [one] { $name } и ещё { $count } файл
    [few] { $name } и ещё { $count } файла
   *[many] { $name } и ещё { $count } файлов
}
import-state-asks = Ждёт ваших ответов
import-state-runs = Загружается
import-state-stopped = Остановлено
import-state-failed = Не получилось
import-state-given-up = остановлено и убрано
import-open-asks = Ответить
import-open-runs = Посмотреть
import-open-stopped = Продолжить
import-open-failed = Разобраться

import-ask-lead = Проверьте, правильно ли мы поняли.
import-ask-unknown = Что это, узнать не удалось. Выберите сами или возьмите другой файл.
import-kind = Что это
import-kind-choose = Выберите
import-kind-guessed = Узнали по содержимому. Если не так, выберите другое.
import-kind-help = Похоже ни на что из того, что мы понимаем.
import-place = Название площадки
import-place-help = Если в файле его нет. Например, «Чат клуба».
import-zone = Часовой пояс
import-zone-help = Время в файле записано без пояса. Предлагаем пояс бренда.
import-columns = Столбцы
import-columns-help = Чего не узнали, назовите сами. Лишнее можно не загружать.
import-column = Столбец
import-holds = Что в нём
import-rows-first = Первые строки
import-column-holds = Что в столбце «{ $column }»
import-not-taken = не загружать
import-samples = Первые сообщения
import-ours = Кто из них свои
import-ours-help = Сотрудники, бренд и боты не сообщество: у них нет заряда и шагов. Имена, ники или номера через запятую. Поправить можно и потом.
import-staff = Сотрудники
import-brand = От имени бренда
import-bots = Боты
import-start = Загрузить
import-look-again = Посмотреть заново
import-discard = Убрать файлы
import-or = { " " }или{ " " }
import-lacks = Не нашли столбец: { $columns }. Выберите его в таблице ниже.

import-trouble-unreadable = Файл не читается.
import-trouble-foreign = Это другой файл.
import-trouble-zone = Время в файле без часового пояса.
import-trouble-columns = Не хватает столбца.
import-trouble-nothing = В файлах нет того, что можно загрузить.
import-trouble-other = Загрузка прервалась.
import-safe = Что успели загрузить, сохранено.

import-lead-runs = Можно закрыть страницу: загрузка идёт на сервере.
import-lead-stopped = Остановлено. Что загружено, сохранено; продолжим с этого места, без повторов.
import-lead-failed = Дальше не пошло.
import-lead-elsewhere = Начато в командной строке и не закончено. Та же команда продолжит с этого места.
import-lead-given-up = Остановлено, файлы убраны. Что загружено, осталось.
import-ended-lead = { $count ->
    [one] Готово: прочитана { $shown } запись.
    [few] Готово: прочитаны { $shown } записи.
   *[many] Готово: прочитано { $shown } записей.
}
import-stopping = Останавливаем: дочитываем последнюю порцию.
import-progress = Ход загрузки
import-rows = { $count ->
    [one] { $shown } запись
    [few] { $shown } записи
   *[many] { $shown } записей
}
import-speed = { $shown } в секунду
import-left = осталось: { $time }
import-stop = Остановить
import-resume = Продолжить
import-change = Изменить ответы
import-to-people = К людям
import-brought = Что принесло
import-new-people = Новых людей
import-new-authors = Новых авторов
import-new-messages = Новых сообщений
import-new-orders = Новых покупок
import-new-reactions = Новых реакций
import-new-memberships = Пришли и ушли
import-service = Служебные записи: темы, закрепления, названия
import-known-already = Было известно раньше

brought-messages = { $count ->
    [one] { $shown } сообщение
    [few] { $shown } сообщения
   *[many] { $shown } сообщений
}
brought-people = { $count ->
    [one] { $shown } человек
    [few] { $shown } человека
   *[many] { $shown } человек
}
brought-authors = { $count ->
    [one] { $shown } автор
    [few] { $shown } автора
   *[many] { $shown } авторов
}
brought-orders = { $count ->
    [one] { $shown } покупка
    [few] { $shown } покупки
   *[many] { $shown } покупок
}
brought-reactions = { $count ->
    [one] { $shown } реакция
    [few] { $shown } реакции
   *[many] { $shown } реакций
}
brought-memberships = { $count ->
    [one] { $shown } приход или уход
    [few] { $shown } прихода и ухода
   *[many] { $shown } приходов и уходов
}
brought-nothing = ничего нового

refused-title = { $count ->
    [one] Не загрузили { $shown } запись
    [few] Не загрузили { $shown } записи
   *[many] Не загрузили { $shown } записей
}
refused-all = { $count ->
    [one] Скачать { $shown } строку для Excel
    [few] Скачать { $shown } строки для Excel
   *[many] Скачать { $shown } строк для Excel
}
refused-rest = { $count ->
    [one] Ещё { $shown } запись — в файле.
    [few] Ещё { $shown } записи — в файле.
   *[many] Ещё { $shown } записей — в файле.
}
refused-where = Где
refused-why = Что не так
refused-raw = В файле
refused-again = Исправьте и загрузите снова: повторов не будет.

place-line = { $file }: строка { $number }
place-record = { $file }: запись { $number }
import-empty = пусто

field-id = номер
field-date = дата
field-author = автор
field-author_id = номер автора
field-handle = ник
field-text = текст
field-reply_to = ответ на
field-thread = тема
field-place = площадка
field-channel = канал
field-role = роль
field-name = имя
field-surname = фамилия
field-email = почта
field-phone = телефон
field-crm = номер в CRM
field-telegram = Telegram
field-vk = ВКонтакте
field-max = MAX
field-whatsapp = WhatsApp
field-discord = Discord
field-tags = метки
field-note = заметка
field-since = известен с
field-number = номер покупки
field-kind = вид покупки
field-amount = сумма
field-price = цена
field-unit_price = цена за штуку
field-quantity = количество
field-currency = валюта
field-product = товар

reason-partly = { $reason }; остальное в строке загружено
reason-the-date-is-empty = дата не указана
reason-the-text-is-empty = текст пуст
reason-the-amount-is-empty = сумма не указана
reason-the-amount-is-too-large = сумма слишком велика
reason-is-no-amount = «{ $first }» — не сумма
reason-is-no-currency = «{ $first }» — не валюта
reason-is-no-quantity = «{ $first }» — не количество
reason-is-no-date = «{ $first }» — не дата
reason-is-no-role = «{ $first }» — не роль
reason-is-no-email-address = «{ $first }» — не почта
reason-is-no-phone-number = «{ $first }» — не телефон
reason-no-email-phone-handle-or-id-nobody-can-be-found-by-it = нет ни почты, ни телефона, ни ника, ни номера: не с чем связать
reason-no-email-phone-id-handle-or-name-nobody-bought-this = нет ни почты, ни телефона, ни номера, ни ника, ни имени: неизвестно, кто купил
reason-the-row-has-cells-the-header = ячеек в строке { $first }, а столбцов { $second }
reason-a-quotation-mark-is-opened-here-and-never-closed = кавычка открыта и нигде не закрыта
reason-the-row-has-more-columns-than-excel-knows = столбцов больше, чем знает Excel
reason-its-date-lies-in-the-future-kept-aside-not-counted = дата { $first } — в будущем: отложено, не посчитано
reason-its-date-is-before-kept-aside-not-counted = дата { $first } — до 1995 года: отложено, не посчитано
reason-it-has-no-date-that-can-be-read = дату не разобрать
reason-this-message-has-no-date-that-can-be-read = дату не разобрать
reason-this-message-has-no-id = у сообщения нет номера
reason-this-is-not-an-object = это не запись
reason-this-is-not-a-json-object = это не запись JSON
reason-there-is-no-time-in-or-near-this-service-message = у служебного сообщения нет времени
reason-the-file-ends-inside-this-record-it-was-cut-off = файл обрывается на этой записи
reason-the-page-is-cut-off-inside-this-message = страница обрывается на этом сообщении
