//! A form that may bring files: its fields by name, and the files.

use std::collections::BTreeMap;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use kamerton_app::live::File;

/// So many fields a form of ours has at most.
const MOST_FIELDS: usize = 100;

/// What a form says.
#[derive(Default)]
pub struct Given {
    fields: BTreeMap<String, String>,
    /// The files, in their order.
    pub files: Vec<File>,
}

impl Given {
    /// Reads it; what there is too much of is a reason to tell, with the fields as far as they were read.
    ///
    /// # Errors
    /// When it is too large or no form.
    pub async fn of(request: Request) -> Result<Self, (Self, StatusCode)> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/")) {
            let form = Multipart::from_request(request, &()).await;
            let form = form.map_err(|refused| (Self::default(), refused.status()))?;
            return Self::read(form).await.map_err(|(given, error)| (given, error.status()));
        }
        // The form without files, as programs and old browsers send it.
        let typed = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let axum::Form(typed) = typed.map_err(|refused| (Self::default(), refused.status()))?;
        Ok(Self { fields: typed.into_iter().collect(), files: Vec::new() })
    }

    async fn read(mut form: Multipart) -> Result<Self, (Self, MultipartError)> {
        let mut given = Self::default();
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(given),
                Err(error) => return Err((given, error)),
            };
            let file = field.file_name().map(str::to_owned);
            let kind = field.content_type().unwrap_or("application/octet-stream").to_owned();
            let name = field.name().unwrap_or_default().to_owned();
            match (field.bytes().await, file) {
                (Ok(bytes), None) if given.fields.len() < MOST_FIELDS => {
                    given.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
                }
                // A browser sends a nameless file for a field that was left empty.
                (Ok(bytes), Some(name)) if !name.is_empty() => {
                    given.files.push(File { name, kind, bytes: bytes.to_vec().into() });
                }
                (Ok(_), _) => {}
                (Err(error), _) => return Err((given, error)),
            }
        }
    }

    /// A field; empty where the form has none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}
