# Telegram: подключение бота.

channel-telegram = Telegram
channel-telegram-about = Бот в ваших группах и каналах: видит, что пишут, и отвечает от имени бренда.

channel-telegram-field-token = Токен бота
channel-telegram-field-token-hint = Строка вида 123456:ABC-def из сообщения @BotFather. Хранится зашифрованной и больше не показывается.
channel-telegram-field-mode = Как узнавать о новом
channel-telegram-field-mode-hint = Если не знаете, что выбрать, оставьте «спрашивать самим»: это работает везде.
channel-telegram-field-mode-poll = Спрашивать самим
channel-telegram-field-mode-webhook = Telegram сообщает сам
channel-telegram-field-webhook-secret = Секрет для вызовов
channel-telegram-field-webhook-secret-hint = По нему видно, что вызывает именно Telegram. Оставьте пустым, и секрет будет создан. Буквы латиницы, цифры, _ и -.
channel-telegram-field-address = Адрес сервера Bot API
channel-telegram-field-address-hint = Только если у вас свой сервер Bot API. Пусто — обычный адрес Telegram.
channel-telegram-field-proxy = Прокси
channel-telegram-field-proxy-hint = Если Telegram из вашей сети недоступен: http://имя:пароль@сервер:порт. Хранится зашифрованным.

channel-telegram-guide-1 = Откройте в Telegram @BotFather и отправьте ему /newbot. Придумайте имя, которое увидят люди, и адрес, который кончается на bot.
channel-telegram-guide-2 = BotFather пришлёт токен. Скопируйте его целиком и вставьте сюда. Не показывайте его никому: с ним можно писать от имени бота.
channel-telegram-guide-3 = Отправьте BotFather команду /setprivacy, выберите бота и нажмите «Disable». Иначе в группах бот видит только то, что обращено к нему.
channel-telegram-guide-4 = Откройте группу, нажмите на её название, затем «Добавить участников», найдите бота и добавьте. Если он уже был там до шага 3, удалите его и добавьте снова.
channel-telegram-guide-5 = Сделайте бота администратором: название группы, «Изменить», «Администраторы», «Добавить администратора». Тогда видны реакции и кто пришёл и ушёл. Разрешите то, что хотите делать отсюда: закреплять, удалять, блокировать, приглашать.
channel-telegram-guide-6 = Для канала: название канала, «Администраторы», «Добавить администратора», выберите бота и разрешите публиковать сообщения. Чтобы видеть комментарии, добавьте бота и в группу обсуждений.
channel-telegram-guide-7 = Для личных сообщений с вашего аккаунта Telegram Business: «Настройки», «Telegram для бизнеса», «Чат-боты», укажите адрес бота и разрешите отвечать. Старые сообщения загрузите отдельно: «Площадки», «Загрузить историю».

channel-telegram-found-bot = Бот «{ $name }» (@{ $handle }) отвечает.
channel-telegram-found-token-refused = Telegram не принимает токен. Откройте @BotFather, отправьте /mybots, выберите бота, «API Token» и скопируйте токен ещё раз.
channel-telegram-found-reads-all = Бот видит все сообщения в группах.
channel-telegram-found-privacy = В группах, где бот не администратор, он видит только обращения к нему. Отправьте @BotFather команду /setprivacy, выберите @{ $handle }, нажмите «Disable», затем удалите бота из группы и добавьте снова.
channel-telegram-found-no-groups = Бота нельзя добавить в группу. Отправьте @BotFather команду /setjoingroups, выберите @{ $handle } и нажмите «Enable».
channel-telegram-found-business = Бота можно подключить к Telegram для бизнеса.
channel-telegram-found-polls = Мы спрашиваем сами. Ждут нас: { $pending }.
channel-telegram-found-hook = Telegram сообщает нам по адресу { $host }. Ждут доставки: { $pending }.
channel-telegram-found-no-hook = Telegram пока не знает, куда сообщать. Подключите канал, и адрес будет передан.
channel-telegram-found-hook-elsewhere = Бот сообщает другой программе, на { $host }. Пока это так, мы ничего не узнаем. Отключите её или создайте для Камертона отдельного бота.
channel-telegram-found-hook-fails = Telegram не может доставить сообщения на { $host }: { $why }. Ждут доставки: { $pending }. Они хранятся сутки. Проверьте, открыт ли адрес из интернета и действует ли сертификат.
channel-telegram-found-untold = Telegram сообщает не обо всём: нет { $missing }. Отключите канал и подключите снова.

channel-telegram-no-history = Прежние сообщения бот не видит. Экспортируйте чат в Telegram Desktop (меню чата, «Экспорт истории чата», формат JSON) и загрузите: «Площадки», «Загрузить историю». Повторы узнаются сами.
channel-telegram-no-members = Списка участников Telegram боту не даёт. Люди появляются, когда пишут, ставят реакцию, приходят или уходят; остальных добавит загрузка истории.
channel-telegram-no-first-word = Первым написать человеку бот не может. Дайте ссылку на бота: как только человек нажмёт «Запустить», ему можно отвечать.
channel-telegram-no-schedule = Отложить сообщение на стороне Telegram бот не может. Отправьте его, когда придёт время.
channel-telegram-no-views = Сколько раз пост просмотрели и переслали, боту не сообщают. Эти числа видны в самом канале, в «Статистике».
channel-telegram-no-deletions = Что участник удалил своё сообщение, боту не сообщают, только в диалогах Telegram для бизнеса.
channel-telegram-no-proof = Если связь оборвалась при отправке, узнать у Telegram, дошло ли сообщение, нельзя. Откройте чат и посмотрите; само оно второй раз не уйдёт.
channel-telegram-no-late-deleting = Сообщение старше двух суток бот удалить не может. Удалите его сами в Telegram.
channel-telegram-no-late-business = В диалоге Telegram для бизнеса ответить можно в течение суток после сообщения человека. Позже напишите ему сами.
channel-telegram-no-long-caption = Текст рядом с файлами — не длиннее 1024 знаков. Длинный отправьте отдельным сообщением.
