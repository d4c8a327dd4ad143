channel-max = MAX
channel-max-about = Chats, channels and private talks of a bot in the MAX messenger: we read, answer, publish and moderate.

channel-max-field-token = Token of the bot
channel-max-field-token-hint = You find it at business.max.ru: “Чат-боты” → your bot → “⋮” → “Настройки”. We keep it encrypted and never show it again.
channel-max-field-certificates = Certificates of the Russian Ministry of Digital Development
channel-max-field-certificates-hint = MAX's servers are signed by a certificate of the Ministry. If Kamerton's server trusts it already, leave this empty. If not, paste the root and issuing certificates in PEM form from gosuslugi.ru/crt. Only this connection will trust them.
channel-max-field-secret = Secret of the calls
channel-max-field-secret-hint = By it we know that a call comes from MAX. Leave it empty and we make one. One of your own has 5 to 256 Latin letters, digits, “_” and “-”.
channel-max-field-address = Address of the API
channel-max-field-address-hint = Leave it empty: the usual one is https://platform-api2.max.ru. Another is needed for tests only.

channel-max-guide-1 = Open business.max.ru/self and sign in as an organisation or sole trader: only verified profiles make bots for MAX. Under “Чат-боты” create a bot, give it your community's name and wait until it is approved.
channel-max-guide-2 = In the same section press “⋮” next to the bot, then “Настройки”. Copy the token and paste it into “Token of the bot”.
channel-max-guide-3 = If Kamerton's server lacks the Ministry's certificates, download them from gosuslugi.ru/crt, open the files in a text editor and paste what they hold into the field for certificates, one after another.
channel-max-guide-4 = In every chat and channel of the community open the list of members, add the bot and make it an administrator. Without that it sees no messages and does not know who comes and goes.
channel-max-guide-5 = Give the bot the rights to read all messages, to write, to delete messages, to pin and to manage members. What you do not give we cannot do.
channel-max-guide-6 = Press “Check”, then “Connect”. MAX sends news only to an address with https:// and a certificate that everybody trusts. If there is none, choose asking: MAX answers it more slowly and keeps news for a short time. The bot gets no list of its chats: a chat appears after the first message in it.

channel-max-found-bot = The bot “{ $name }” answers.
channel-max-found-token = The token does not fit. Copy it again: business.max.ru → “Чат-боты” → “⋮” → “Настройки”.
channel-max-found-certificate = Kamerton's server does not trust MAX's certificate. Paste the Ministry's certificates from gosuslugi.ru/crt into the field for certificates.
channel-max-found-called = MAX sends the bot's news to { $hosts }.
channel-max-found-not-called = MAX sends the bot's news to nobody yet.
channel-max-found-called-twice = MAX sends the bot's news to several addresses: { $hosts }. If you did not connect another program yourself, revoke the token at business.max.ru and paste the new one.
channel-max-found-no-admin = In “{ $title }” the bot is no administrator: it does not see everything and can do next to nothing. Make it an administrator in the list of members.
channel-max-found-not-there = The bot is not in “{ $title }” or was removed. Add it again if you still need the place.

channel-max-no-start = The bot cannot begin a private talk: the person presses “Начать” first. Give people a link to the bot.
channel-max-no-schedule = MAX keeps no messages for later. Kamerton sends what is planned while it runs.
channel-max-no-reactions = MAX tells the bot nothing of reactions to messages. Ask people by a message with buttons: those answers we see.
channel-max-no-mute = The bot cannot forbid somebody to write, nor let somebody in again whom it removed. It can remove somebody for good; the rest is done in the MAX app.
channel-max-no-anonymous = There are no anonymous polls: MAX tells the bot who pressed what. Ask openly, or give a link to an anonymous form.
channel-max-no-comments = The bot does not see comments below posts of channels. Link a chat to the channel and discuss there.
channel-max-no-list = MAX gives the bot no list of its chats. A chat appears with us after its first message, or when the bot is added to it.
