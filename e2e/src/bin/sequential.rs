//! A function whose handler can be neither cloned nor sent.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::rc::Rc;

use lamplight::prelude::*;

#[tokio::main(flavor = "current_thread")]
async fn main() -> lamplight::Result {
    let count = Rc::new(Cell::new(0));
    let handler = service_fn(move |event: LambdaEvent<u32>| {
        let count = count.clone();
        async move {
            count.set(count.get() + event.payload);
            info!(count = count.get(), "counted");
            if event.payload == 0 { Err(Error::from("nothing to count")) } else { Ok(count.get()) }
        }
    });
    lamplight::run_sequential(handler).await
}
