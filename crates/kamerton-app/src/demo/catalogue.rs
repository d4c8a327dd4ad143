//! What the brand makes, where its people meet and who competes with it. All of it is invented.

use kamerton_core::fact::PlaceRef;

/// The brand's name.
pub const BRAND: &str = "Утровар";

/// A product with its forms: nominative, genitive, dative, accusative, instrumental, prepositional.
#[derive(Debug)]
pub struct Product {
    /// Its own name.
    pub name: [&'static str; 6],
    /// What it is.
    pub kind: [&'static str; 6],
    /// The name in Latin letters.
    pub latin: &'static str,
    /// Whether the own name is feminine.
    pub feminine: bool,
    /// Price in roubles.
    pub price: i64,
    /// How often it is bought, relative to the others.
    pub weight: u32,
}

/// All products. The last one is the subscription.
pub const PRODUCTS: [Product; 8] = [
    Product {
        name: ["Сойка", "Сойки", "Сойке", "Сойку", "Сойкой", "Сойке"],
        kind: ["кофемолка", "кофемолки", "кофемолке", "кофемолку", "кофемолкой", "кофемолке"],
        latin: "Soyka",
        feminine: true,
        price: 6_900,
        weight: 28,
    },
    Product {
        name: ["Филин", "Филина", "Филину", "Филин", "Филином", "Филине"],
        kind: ["кофемолка", "кофемолки", "кофемолке", "кофемолку", "кофемолкой", "кофемолке"],
        latin: "Filin",
        feminine: false,
        price: 24_900,
        weight: 9,
    },
    Product {
        name: ["Чиж", "Чижа", "Чижу", "Чиж", "Чижом", "Чиже"],
        kind: ["воронка", "воронки", "воронке", "воронку", "воронкой", "воронке"],
        latin: "Chizh",
        feminine: false,
        price: 1_490,
        weight: 26,
    },
    Product {
        name: ["Цапля", "Цапли", "Цапле", "Цаплю", "Цаплей", "Цапле"],
        kind: ["чайник", "чайника", "чайнику", "чайник", "чайником", "чайнике"],
        latin: "Tsaplya",
        feminine: true,
        price: 8_900,
        weight: 16,
    },
    Product {
        name: ["Синица", "Синицы", "Синице", "Синицу", "Синицей", "Синице"],
        kind: ["весы", "весов", "весам", "весы", "весами", "весах"],
        latin: "Sinitsa",
        feminine: true,
        price: 4_200,
        weight: 14,
    },
    Product {
        name: ["Дятел", "Дятла", "Дятлу", "Дятел", "Дятлом", "Дятле"],
        kind: ["пресс", "пресса", "прессу", "пресс", "прессом", "прессе"],
        latin: "Dyatel",
        feminine: false,
        price: 3_600,
        weight: 13,
    },
    Product {
        name: ["Галка", "Галки", "Галке", "Галку", "Галкой", "Галке"],
        kind: ["турка", "турки", "турке", "турку", "туркой", "турке"],
        latin: "Galka",
        feminine: true,
        price: 2_900,
        weight: 14,
    },
    Product {
        name: ["Стая", "Стаи", "Стае", "Стаю", "Стаей", "Стае"],
        kind: ["подписка", "подписки", "подписке", "подписку", "подпиской", "подписке"],
        latin: "Staya",
        feminine: true,
        price: 1_290,
        weight: 0,
    },
];

/// The place of the subscription in [`PRODUCTS`].
pub const SUBSCRIPTION: usize = 7;

/// The product at `at`; the first one when there is none such.
pub fn product(at: u8) -> &'static Product {
    PRODUCTS.get(usize::from(at)).unwrap_or(&PRODUCTS[0])
}

/// Words that name the brand, for listening and text analysis.
pub fn brand_terms() -> Vec<String> {
    ["Утровар", "Утроваром", "Utrovar", "утроваровцы"].map(str::to_owned).to_vec()
}

/// Words that name the products, for text analysis.
pub fn product_terms() -> Vec<String> {
    PRODUCTS.iter().map(|product| product.name[0].to_owned()).collect()
}

/// Competitors' names.
pub fn competitors() -> Vec<String> {
    COMPETITORS.map(str::to_owned).to_vec()
}

/// Competitors as people write them.
pub const COMPETITORS: [&str; 4] = ["Молотофф", "Гриндариум", "BrewNord", "Кофекрут"];

/// A place of the brand.
#[derive(Debug)]
pub struct Place {
    /// Channel kind.
    pub kind: &'static str,
    /// The platform's id, as it stands in keys.
    pub remote_id: &'static str,
    /// Title as shown.
    pub title: &'static str,
    /// Seen by its participants only.
    pub private: bool,
}

/// The main chat in [`PLACES`].
pub const CHAT: u8 = 0;
/// Comments under the posts of the group.
pub const WALL: u8 = 1;
/// Forum section for questions.
pub const FORUM: u8 = 2;
/// Forum section for recipes and stories.
pub const RECIPES: u8 = 3;
/// Letters to support.
pub const MAIL: u8 = 4;
/// The chat of meetings at the roastery.
pub const EVENTS: u8 = 5;

/// All places.
pub const PLACES: [Place; 6] = [
    Place {
        kind: "telegram", remote_id: "1784402211", title: "Утровар · чат", private: false
    },
    Place {
        kind: "vk", remote_id: "-48120377", title: "Утровар ВКонтакте", private: false
    },
    Place {
        kind: "discourse", remote_id: "voprosy", title: "Форум: вопросы", private: false
    },
    Place {
        kind: "discourse", remote_id: "recepty", title: "Форум: рецепты", private: false
    },
    Place {
        kind: "email", remote_id: "support", title: "Почта поддержки", private: true
    },
    Place {
        kind: "telegram",
        remote_id: "1902277145",
        title: "Утровар · встречи в цеху",
        private: false,
    },
];

/// The place at `at`; the main chat when there is none such.
pub fn place(at: u8) -> &'static Place {
    PLACES.get(usize::from(at)).unwrap_or(&PLACES[0])
}

/// The place at `at` as facts name it.
pub fn place_ref(at: u8) -> PlaceRef {
    let place = place(at);
    PlaceRef {
        kind: place.kind.to_owned(),
        remote_id: place.remote_id.to_owned(),
        title: place.title.to_owned(),
        private: place.private,
    }
}

/// All places as facts name them.
pub fn places() -> Vec<PlaceRef> {
    (0..PLACES.len() as u8).map(place_ref).collect()
}
