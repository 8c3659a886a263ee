//! Panics that are caught are said by who catches them.

use std::panic::{catch_unwind, resume_unwind};

use lamplight_invocation::{catch_panic, install_panic_hook};

#[test]
fn a_panic_is_caught_with_its_text_and_place() {
    install_panic_hook();
    assert_eq!(catch_panic(|| 17), Ok(17));

    let line = line!() + 1;
    let panic = catch_panic(|| panic!("out of {}", "stock")).expect_err("it panics");
    assert_eq!(panic.message, "out of stock");
    assert_eq!(panic.to_string(), format!("out of stock (at {}:{line})", file!()));
}

#[test]
fn each_of_two_within_each_other_has_its_own() {
    install_panic_hook();
    let outer = catch_panic(|| {
        let inner = catch_panic(|| panic!("inner")).expect_err("it panics");
        assert_eq!(inner.message, "inner");
        panic!("outer")
    });
    assert_eq!(outer.expect_err("it panics").message, "outer");
}

#[test]
fn the_place_of_an_earlier_panic_is_none_of_a_later_one() {
    install_panic_hook();
    let rethrown = catch_panic(|| {
        let thrown = catch_panic(|| {
            let payload = catch_unwind(|| panic!("thrown")).expect_err("it panics");
            resume_unwind(payload)
        });
        assert!(thrown.is_err());
        resume_unwind(Box::new("again"))
    });
    let rethrown = rethrown.map(|(): ()| ()).expect_err("it panics");
    assert_eq!((rethrown.message.as_str(), rethrown.location), ("again", None));
}
