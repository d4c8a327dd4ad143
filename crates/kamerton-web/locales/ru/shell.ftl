# Оболочка: навигация, палитра, клавиши, учётная запись, вход.

product = Камертон
skip = К содержанию
nav = Разделы
nav-today = Сегодня
nav-inbox = Входящие
nav-people = Люди
nav-places = Площадки
nav-settings = Настройки
nav-more = Ещё
find = Найти
find-long = Поиск и команды
demo-tag = демо
undo = Вернуть
close = Закрыть
next = Дальше
on = Включены
off = Выключены
to-today = Кому написать сегодня

palette-input = Имя человека или команда
palette-found = Найдено
palette-nothing = Ничего не нашлось. Имя ищется с начала.

keys = Клавиши
keys-which = Какие
keys-title = Клавиши
keys-palette = поиск и команды
keys-go = в раздел: T — сегодня, I — входящие, P — люди, L — площадки, S — настройки
keys-step = к следующему, к предыдущему
keys-done = шаг сделан
keys-later = шаг отложить
keys-undo = вернуть последнее

theme = Оформление
theme-system = Как в системе
theme-light = Светлое
theme-dark = Тёмное
language = Язык
switch-brand = Перейти к бренду
account = Учётная запись
sign-out = Выйти

sign-in-title = Вход
sign-in = Войти
sign-in-wrong = Почта и пароль не подошли друг к другу. Проверьте раскладку и регистр.
sign-in-wait = { $count ->
    [one] Слишком много попыток. Подождите { $count } минуту и попробуйте снова.
    [few] Слишком много попыток. Подождите { $count } минуты и попробуйте снова.
   *[many] Слишком много попыток. Подождите { $count } минут и попробуйте снова.
}
email = Почта
password = Пароль
forgotten = Забыли пароль?
forgotten-help = Новый задаст владелец бренда в настройках или тот, у кого доступ к серверу:
show-password = Показать пароль
password-help = Не короче 10 знаков. Подойдёт фраза из нескольких слов.
your-name = Как вас зовут
other-language = English

percent-done = Готово { $count } %

api-docs = API
