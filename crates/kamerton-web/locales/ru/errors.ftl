# Отказы: что случилось и что делать дальше.

error-not-found = Здесь ничего нет
error-help-not-found = Ссылка устарела, человека объединили с другим, или в адресе опечатка.
error-forbidden = Эта страница не для вашей роли
error-help-forbidden = Роли раздаёт владелец бренда, в настройках команды.
error-sign-in = Сначала войдите
error-help-sign-in = Вход закончился. Войдите снова, и можно продолжать; несохранённое надо будет ввести ещё раз.
error-foreign = Запрос пришёл с чужой страницы
error-help-foreign = Ничего не изменено. Если вы нажали кнопку здесь, обновите страницу и попробуйте ещё раз. За обратным прокси проверьте, что он передаёт заголовок Host.
error-method = Так сюда не обращаются
error-help-method = Ничего не изменено. Вернитесь и откройте страницу по ссылке.
error-too-large = Слишком большой запрос
error-help-too-large = Ничего не сохранено. Пришлите меньше за один раз.
error-too-often = Слишком часто
error-help-too-often = За последнюю минуту запросов больше, чем разрешено. Подождите немного и повторите: сохранённое цело.
error-timeout = Не успели
error-help-timeout = Запрос занял больше тридцати секунд и остановлен. Попробуйте ещё раз.
error-disk-full = На диске кончилось место
error-help-disk-full = Прежнее цело, новое не сохранено. Освободите место и повторите: перезапуск не нужен.
error-asked = Так не получится
error-help-asked = Ничего не изменено. Вернитесь, поправьте и отправьте ещё раз.
error-failed = У нас что-то сломалось
error-help-failed = Сохранённое цело. Причина записана в журнале программы; «kamerton doctor» скажет, всё ли в порядке.

# Причины отказов, когда они известны точно.
refused-no-step = Такого шага уже нет.
refused-nothing-done = С этим шагом ещё ничего не делали.
refused-done = Этот шаг уже сделан. Кто был первым: { $by }.
refused-later = Этот шаг уже отложен. Кто был первым: { $by }.
refused-never = Этот шаг больше не предлагается. Кто так решил: { $by }.
refused-taken = Этот шаг уже у другого. Кто ведёт: { $by }.
refused-no-staff = { $text } — не из наших. Сначала укажите роль «сотрудник».
refused-no-person = Такого человека здесь нет.
refused-no-account = { $text } — ни одного аккаунта: покупку некуда записать.
refused-empty-tag = Метка пустая: напишите слово.
refused-empty-note = Заметка пустая: ничего не записано.
refused-order-ahead = { $text } ещё не наступило: покупка не записана.
refused-no-day = «{ $text }» — не дата.
refused-no-amount = «{ $text }» — не сумма. Напишите, например, 1990 или 1990,50.
refused-same-person = { $text } — это тот же человек: объединять нечего.
refused-no-merge = Такого объединения нет.
refused-merge-undone = Это объединение уже отменено.
refused-merged-since = { $text } с тех пор — часть другого человека. Сначала отмените то объединение.
refused-no-place = Такой площадки здесь нет.
refused-no-position = Ссылка на продолжение списка устарела.
refused-no-zone = «{ $text }» — не часовой пояс. Напишите, например, Europe/Moscow.
refused-no-currency = «{ $text }» — не валюта. Выберите её из списка.
refused-no-kind = Источник «{ $text }» здесь не загружают.
refused-no-file = Файла нет, или он пустой.
refused-too-many-files = { $count ->
    [one] За один раз можно передать не больше { $count } файла.
   *[many] За один раз можно передать не больше { $count } файлов.
}
refused-files-too-large = Файлы вместе больше { $text }. Такие загружают командой на самой машине.
refused-import-runs = Загрузка ещё идёт. Сначала остановите её.
refused-broken-form = Форма пришла не целиком. Отправьте её ещё раз.
refused-brand-taken = Бренд «{ $text }» здесь уже есть.
refused-brand-gone = Этого бренда здесь больше нет.
refused-no-address = «{ $text }» — не адрес почты.
refused-address-taken = Пользователь { $text } уже есть.
refused-no-user = Пользователя { $text } здесь нет.
refused-user-gone = Такого пользователя больше нет.
refused-administrator-there = Администратор уже есть: войдите.
refused-long-password = { $count ->
    [one] В пароле может быть не больше { $count } знака.
   *[many] В пароле может быть не больше { $count } знаков.
}
refused-session-ended = Вход закончился. Войдите снова.
refused-nameless-token = Назовите ключ по тому, для чего он.
refused-scopeless-token = Отметьте, что можно программе: { $text }.
by-command-line = командная строка
