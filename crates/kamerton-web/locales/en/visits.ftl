# Pages for visitors of a site: form and chat.

visit-form-title = Write to us
visit-chat-title = Chat
visit-text = Message
visit-name = Name
visit-email-field = E-mail
visit-phone-field = Phone
visit-contact-help = One is enough: e-mail or phone.
visit-trap = Leave this empty
visit-agree = I agree that my data may be processed in order to answer me
visit-policy = Privacy policy
visit-policy-text = Text of the consent
visit-send = Send
visit-thanks = Thank you, we have your message
visit-thanks-help = We will answer at the e-mail address or phone number you left.
visit-more = Write another
visit-you = You
visit-said = Conversation
visit-close = Close
visit-failed = Not sent
visit-again = Send again
visit-often = Too many messages. Wait a minute and send it again.
visit-no-script = The chat needs JavaScript to be switched on.
visit-to-form = Use the form instead
visit-asks-help = You may give your name and e-mail, so that we can answer after you leave.

visit-wrong-empty = Write a message.
visit-wrong-long = { $count ->
    [one] The message is too long: it may have { $count } character.
   *[other] The message is too long: it may have { $count } characters.
}
visit-wrong-email = This does not look like an e-mail address.
visit-wrong-phone = This does not look like a phone number. Include the country code.
visit-wrong-contact = Leave an e-mail address or a phone number: otherwise we have no way to answer.
visit-wrong-agree = Without your consent we may not keep your contact details. Tick the box.
visit-wrong-old = The page was open for too long. Everything you wrote is still here: send it again.
visit-wrong-fast = Check that everything is right, and send it again.
visit-wrong-trap = A hidden field was filled in. We have emptied it: send it again.

visit-place-form = Form on the site
visit-place-chat = Chat on the site: { $name }
visit-unnamed = guest-{ $name }
visit-email = E-mail: { $text }
visit-phone = Phone: { $text }
visit-agreed = Consent to keep the data was given; there was no policy text.
visit-agreed-to = Consent to keep the data was given, wording { $text }.
visit-claimed = E-mail: { $text }. Named in the chat, not verified.

# The code for the site, in the settings of the channel.

visit-embed = Code for the site
visit-embed-help = Copy it and put it into your site. The site has to be among the addresses in the settings below.
visit-embed-chat = Chat: the tag before </body>
visit-embed-frame = Form in a frame
visit-embed-link = Link to the form
visit-embed-look-form = Open the form
visit-embed-look-chat = Open the chat
visit-embed-homeless = The public address of this installation is not set, so the code says “https://…”. Ask Kamerton’s administrator to set it in the server settings.
