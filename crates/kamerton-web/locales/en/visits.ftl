# Pages for visitors of a site: form and chat.

visit-form-title = Write to us
visit-chat-title = Chat
visit-text = Message
visit-name = Name
visit-email-field = E-mail
visit-phone-field = Telephone
visit-contact-help = One is enough: e-mail or telephone.
visit-trap = Leave this empty
visit-agree = I agree that my data are processed to answer me
visit-policy = Privacy policy
visit-policy-text = Text of the consent
visit-send = Send
visit-thanks = Thank you, we have your message
visit-thanks-help = We answer to the e-mail address or the number that you left.
visit-more = Write another
visit-you = You
visit-said = Conversation
visit-close = Close
visit-failed = Not sent
visit-again = Send again
visit-often = Too often. Wait a minute and send it again.
visit-no-script = The chat works with scripts only.
visit-to-form = Write by the form
visit-asks-help = You may give your name and e-mail: then we can answer when you have gone.

visit-wrong-empty = Write a message.
visit-wrong-long = { $count ->
    [one] The message is too long: it may have { $count } character.
   *[other] The message is too long: it may have { $count } characters.
}
visit-wrong-email = This does not look like an e-mail address.
visit-wrong-phone = This does not look like a telephone number. Write it with the code of the country.
visit-wrong-contact = Leave an e-mail address or a number: else there is nowhere to answer.
visit-wrong-agree = Without your consent we may not keep your address. Tick the box.
visit-wrong-old = The page was open for too long. All that you wrote is here: send it again.
visit-wrong-fast = Look whether all is right, and send it again.
visit-wrong-trap = A field that nobody sees was filled in. We have emptied it: send it again.

visit-place-form = Form on the site
visit-place-chat = Chat on the site: { $name }
visit-unnamed = guest-{ $name }
visit-email = E-mail: { $text }
visit-phone = Telephone: { $text }
visit-agreed = Consent to keep the data was given; there was no text of a policy.
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
visit-embed-homeless = This installation does not know its own address: set public_url, and it stands in the code instead of “https://…”.
