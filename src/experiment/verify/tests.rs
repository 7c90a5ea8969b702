use super::*;
use crate::experiment::Silent;

#[test]
fn placeholder() {}
