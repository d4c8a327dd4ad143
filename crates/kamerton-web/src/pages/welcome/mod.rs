//! The first steps on an empty installation: administrator, brand, and what there is to see.

pub mod administrator;
pub mod brand;
pub mod demo;
