# Что ждёт и что случилось: нижняя половина «Сегодня».

waits-heading = Ждут ответа
waits-all = Все
waits-none = Сейчас никто не ждёт ответа.
waits-soon = { $count ->
    [one] { $shown } сообщение ждёт ответа, пока недолго.
    [few] { $shown } сообщения ждут ответа, пока недолго.
   *[many] { $shown } сообщений ждут ответа, пока недолго.
}
waits-newcomers = { $count ->
    [one] { $shown } новичок без ответа
    [few] { $shown } новичка без ответа
   *[many] { $shown } новичков без ответа
}
waits-questions = { $count ->
    [one] { $shown } вопрос просрочен
    [few] { $shown } вопроса просрочены
   *[many] { $shown } вопросов просрочено
}
waits-negatives = { $count ->
    [one] { $shown } упрёк без нашего ответа
    [few] { $shown } упрёка без нашего ответа
   *[many] { $shown } упрёков без нашего ответа
}
at-least = не меньше
news-heading = Со вчерашнего дня
news-none = Со вчерашнего дня никто ничего не написал и не купил.
news-messages = { $count ->
    [one] { $shown } сообщение
    [few] { $shown } сообщения
   *[many] { $shown } сообщений
}
news-people = { $count ->
    [one] { $shown } новый человек
    [few] { $shown } новых человека
   *[many] { $shown } новых людей
}
news-first = { $count ->
    [one] { $shown } первое сообщение
    [few] { $shown } первых сообщения
   *[many] { $shown } первых сообщений
}
news-confirmations = { $count ->
    [one] { $shown } подтверждение:
    [few] { $shown } подтверждения:
   *[many] { $shown } подтверждений:
}
news-thanks = { $count ->
    [one] { $shown } спасибо нам
    [few] { $shown } спасибо нам
   *[many] { $shown } спасибо нам
}
news-negatives = { $count ->
    [one] { $shown } упрёк
    [few] { $shown } упрёка
   *[many] { $shown } упрёков
}
news-up = { $count ->
    [one] { $shown } человек потеплел:
    [few] { $shown } человека потеплели:
   *[many] { $shown } человек потеплели:
}
news-down = { $count ->
    [one] { $shown } человек остыл:
    [few] { $shown } человека остыли:
   *[many] { $shown } человек остыли:
}
news-others = и ещё { $shown }
news-orders = { $count ->
    [one] { $shown } покупка
    [few] { $shown } покупки
   *[many] { $shown } покупок
}
news-for = на { $money }
news-refunds = { $count ->
    [one] { $shown } возврат
    [few] { $shown } возврата
   *[many] { $shown } возвратов
}
thanks-heading = Спасибо недели

confirmation-recommendation = { $count ->
    [one] { $shown } рекомендация
    [few] { $shown } рекомендации
   *[many] { $shown } рекомендаций
}
confirmation-delight = { $count ->
    [one] { $shown } восторг
    [few] { $shown } восторга
   *[many] { $shown } восторгов
}
confirmation-co_creation = { $count ->
    [one] { $shown } своя идея
    [few] { $shown } свои идеи
   *[many] { $shown } своих идей
}
confirmation-event_photo = { $shown } фото с события
confirmation-branded_photo = { $shown } фото с продуктом
confirmation-own_story = { $count ->
    [one] { $shown } своя история
    [few] { $shown } свои истории
   *[many] { $shown } своих историй
}
confirmation-product_talk = { $count ->
    [one] { $shown } разговор о продукте
    [few] { $shown } разговора о продукте
   *[many] { $shown } разговоров о продукте
}
confirmation-usage_question = { $count ->
    [one] { $shown } вопрос о своей вещи
    [few] { $shown } вопроса о своих вещах
   *[many] { $shown } вопросов о своих вещах
}
confirmation-owner_mention = { $count ->
    [one] { $shown } упоминание своей вещи
    [few] { $shown } упоминания своих вещей
   *[many] { $shown } упоминаний своих вещей
}
news-significant = { $count ->
    [one] { $number } заметный новичок: познакомьтесь
    [few] { $number } заметных новичка: познакомьтесь
   *[many] { $number } заметных новичков: познакомьтесь
}
