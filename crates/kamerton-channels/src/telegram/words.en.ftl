# Telegram: connecting a bot.

channel-telegram = Telegram
channel-telegram-about = A bot in your groups and channels: it sees what people write and answers in the brand’s name.

channel-telegram-field-token = Token of the bot
channel-telegram-field-token-hint = A line like 123456:ABC-def from a message of @BotFather. It is kept encrypted and never shown again.
channel-telegram-field-mode = How we learn of news
channel-telegram-field-mode-hint = If you are not sure, leave «We ask»: it works everywhere.
channel-telegram-field-mode-poll = We ask
channel-telegram-field-mode-webhook = Telegram calls us
channel-telegram-field-webhook-secret = Secret for calls
channel-telegram-field-webhook-secret-hint = It shows that the caller is Telegram. Leave it empty and one is made. Latin letters, digits, _ and -.
channel-telegram-field-address = Address of the Bot API server
channel-telegram-field-address-hint = Only if you run a Bot API server of your own. Empty means Telegram’s usual address.
channel-telegram-field-proxy = Proxy
channel-telegram-field-proxy-hint = If Telegram cannot be reached from your network: http://name:password@server:port. It is kept encrypted.

channel-telegram-guide-1 = Open @BotFather in Telegram and send it /newbot. Choose a name that people will see and an address that ends in bot.
channel-telegram-guide-2 = BotFather sends a token. Copy the whole of it and paste it here. Show it to nobody: whoever has it can write in the bot’s name.
channel-telegram-guide-3 = Send BotFather /setprivacy, choose the bot and press “Disable”. Otherwise it sees in groups only what is addressed to it.
channel-telegram-guide-4 = Open the group, press its title, then “Add members”, find the bot and add it. If it was there before step 3, remove it and add it again.
channel-telegram-guide-5 = Make the bot an administrator: title of the group, “Edit”, “Administrators”, “Add admin”. Then reactions and who comes and goes are seen. Allow what you want to do from here: pinning, deleting, banning, inviting.
channel-telegram-guide-6 = For a channel: title of the channel, “Administrators”, “Add admin”, choose the bot and allow it to post messages. To see comments, add the bot to the discussion group as well.
channel-telegram-guide-7 = For private messages to your own Telegram Business account: “Settings”, “Telegram Business”, “Chatbots”, enter the bot’s address and allow it to reply. Bring in what was written before separately: “Places”, “Load a history”.

channel-telegram-found-bot = The bot “{ $name }” (@{ $handle }) answers.
channel-telegram-found-token-refused = Telegram does not accept the token. Open @BotFather, send /mybots, choose the bot, “API Token”, and copy the token again.
channel-telegram-found-reads-all = The bot sees all messages in groups.
channel-telegram-found-privacy = In groups where it is no administrator the bot sees only what is addressed to it. Send @BotFather /setprivacy, choose @{ $handle }, press “Disable”, then remove the bot from the group and add it again.
channel-telegram-found-no-groups = The bot cannot be added to groups. Send @BotFather /setjoingroups, choose @{ $handle } and press “Enable”.
channel-telegram-found-business = The bot can be connected to Telegram Business.
channel-telegram-found-polls = We ask by ourselves. Waiting for us: { $pending }.
channel-telegram-found-hook = Telegram calls us at { $host }. Waiting to be delivered: { $pending }.
channel-telegram-found-no-hook = Telegram does not know yet where to call. Connect the channel, and it is told the address.
channel-telegram-found-hook-elsewhere = The bot calls another program, at { $host }. While it does, we learn nothing. Disconnect that program, or make a bot of its own for Kamerton.
channel-telegram-found-hook-fails = Telegram cannot deliver to { $host }: { $why }. Waiting to be delivered: { $pending }. They are kept for a day. Check whether the address is open from the internet and its certificate is valid.
channel-telegram-found-untold = Telegram does not tell everything: { $missing } is missing. Disconnect the channel and connect it again.

channel-telegram-no-history = The bot does not see what was written before. Export the chat in Telegram Desktop (chat menu, “Export chat history”, format JSON) and bring it in: “Places”, “Load a history”. Repetitions are recognised.
channel-telegram-no-members = Telegram gives a bot no list of members. People appear when they write, react, come or leave; a loaded history adds the others.
channel-telegram-no-first-word = A bot cannot write to a person first. Give out a link to the bot: once they press “Start”, they can be answered.
channel-telegram-no-schedule = A bot cannot leave a message with Telegram for later. Send it when its time has come.
channel-telegram-no-views = How often a post was seen and passed on is not told to bots. The channel itself shows it under “Statistics”.
channel-telegram-no-deletions = That a member deleted a message of their own is not told to bots, only in dialogues of Telegram Business.
channel-telegram-no-proof = If the connection broke while sending, Telegram does not say whether the message arrived. Open the chat and look; it is not sent a second time by itself.
channel-telegram-no-late-deleting = A bot cannot delete a message older than two days. Delete it yourself in Telegram.
channel-telegram-no-late-business = In a dialogue of Telegram Business one can answer within a day of the person’s message. Later, write to them yourself.
channel-telegram-no-long-caption = A text beside files has at most 1024 characters. Send a longer one as a message of its own.
