//! Names of fields as names of metrics.

/// `orders_placed` as `OrdersPlaced`.
pub(crate) fn pascal(field: &str) -> String {
    let words = field.split('_').filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|first| first.to_uppercase().collect::<String>());
            first.into_iter().chain([characters.as_str().to_owned()])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_with_a_capital_and_stand_together() {
        for (field, name) in [("orders_placed", "OrdersPlaced"), ("_id2", "Id2"), ("a__b", "AB"), ("é", "É")]
        {
            assert_eq!(pascal(field), name);
        }
    }
}
