//! Names that platforms show for accounts that are no more.
//!
//! Many deleted accounts share one such name: taken for a person they would be the most active
//! one of all. [`kamerton_core::fact::Account::deleted`] keeps them apart.

/// The names in the languages of the platforms' interfaces, in lower case.
const NAMES: &[&str] = &[
    "deleted",
    "deleted account",
    "deleted user",
    "deleted-user",
    "deleted_user",
    "deactivateduser",
    "deactivated user",
    "[deleted]",
    "удалённый аккаунт",
    "удаленный аккаунт",
    "удалённый пользователь",
    "удаленный пользователь",
    "аккаунт удалён",
    "аккаунт удален",
    "видалений акаунт",
    "видалений обліковий запис",
    "выдалены ўліковы запіс",
    "cuenta eliminada",
    "compte supprimé",
    "gelöschtes konto",
    "gelöschter account",
    "account eliminato",
    "conta apagada",
    "conta excluída",
    "conta eliminada",
    "verwijderd account",
    "usunięte konto",
    "konto usunięte",
    "smazaný účet",
    "silinmiş hesap",
    "akun terhapus",
    "akaun dipadam",
    "deletita konto",
    "已刪除帳號",
    "已删除账号",
    "已删除的账号",
    "已注销帐户",
    "已注销账户",
    "已注销的账号",
    "已注销账号",
    "削除済みアカウント",
    "탈퇴한 계정",
    "삭제된 계정",
    "حساب محذوف",
    "حساب حذف‌شده",
    "حساب حذف شده",
    "חשבון שנמחק",
    "hisob o‘chirilgan",
];

/// Whether a name is a platform's word for a deleted account. A numbered one (Discord's
/// `Deleted User 1a2b3c4d`) is as well.
pub fn is_deleted_account_name(name: &str) -> bool {
    let name = name.trim();
    // No name in the list is longer, and lower-casing costs for each message otherwise.
    if name.is_empty() || name.len() > 64 {
        return false;
    }
    let lower = name.to_lowercase();
    let numbered = |rest: &str| {
        let digits = rest.trim_start_matches([' ', '-', '_', '#']);
        digits.len() >= 4 && digits.chars().all(|letter| letter.is_ascii_hexdigit())
    };
    NAMES.contains(&lower.as_str())
        || ["deleted user", "deleted-user", "deleted_user"]
            .iter()
            .any(|name| lower.strip_prefix(name).is_some_and(numbered))
}

#[cfg(test)]
mod tests {
    use super::is_deleted_account_name;

    #[test]
    fn placeholders_are_known() {
        for name in [
            "Deleted Account",
            " Удалённый аккаунт ",
            "Удаленный аккаунт",
            "GELÖSCHTES KONTO",
            "Conta excluída",
            "탈퇴한 계정",
            "DELETED",
            "deleted-user",
            "Deleted User 1a2b3c4d",
            "[deleted]",
        ] {
            assert!(is_deleted_account_name(name), "{name}");
        }
    }

    #[test]
    fn people_are_not() {
        for name in ["", "Deleted Scenes", "Ada", "Deleted User Group", "Удалой", "deleted userx"]
        {
            assert!(!is_deleted_account_name(name), "{name}");
        }
    }
}
