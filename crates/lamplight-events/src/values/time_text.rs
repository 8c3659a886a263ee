//! The forms in which AWS writes dates.

use lamplight_core::date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Nanoseconds since the start of 1970.
///
/// Read are RFC 3339 and its looser forms, what API Gateway takes from the Common Log Format
/// (`12/Mar/2020:19:03:58 +0000`), what OpenSSL prints of certificates (`Aug  5 09:36:04 2021 GMT`), what
/// CodeBuild writes (`Sep 1, 2017 4:12:29 PM`, in UTC), and the basic form of ISO 8601 (`20150830T123600Z`).
pub(super) fn parse(text: &str) -> Option<u64> {
    let other =
        || common_log(text).or_else(|| openssl(text)).or_else(|| twelve_hours(text)).or_else(|| basic(text));
    let at = date::parse(text).or_else(|| date::parse(&other()?))?;
    Some(at.as_nanos())
}

fn common_log(text: &str) -> Option<String> {
    let (date, rest) = text.split_once(':')?;
    // Test events of others have no space there.
    let (time, offset) = rest.split_at(rest.find([' ', '+', '-'])?);
    let offset = offset.trim_start();
    let [day, month, year] = <[&str; 3]>::try_from(date.split('/').collect::<Vec<_>>()).ok()?;
    Some(format!("{year}-{:02}-{day:0>2}T{time}{offset}", number(month)?))
}

fn openssl(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split_ascii_whitespace().collect();
    let [month, day, time, year, "GMT"] = <[&str; 5]>::try_from(parts).ok()? else { return None };
    Some(format!("{year}-{:02}-{day:0>2}T{time}Z", number(month)?))
}

fn twelve_hours(text: &str) -> Option<String> {
    let parts: Vec<_> = text.split_ascii_whitespace().collect();
    let [month, day, year, time, half] = <[&str; 5]>::try_from(parts).ok()?;
    let (hour, rest) = time.split_once(':')?;
    // Twelve comes before one.
    let hour = hour.parse::<u8>().ok().filter(|hour| (1..=12).contains(hour))? % 12;
    let hour = match half {
        "AM" => hour,
        "PM" => hour + 12,
        _ => return None,
    };
    Some(format!("{year}-{:02}-{:0>2}T{hour:02}:{rest}Z", number(month)?, day.strip_suffix(',')?))
}

fn number(month: &str) -> Option<usize> {
    Some(1 + MONTHS.iter().position(|name| *name == month)?)
}

fn basic(text: &str) -> Option<String> {
    let (date, rest) = text.split_once('T')?;
    let (year, month, day) = (date.get(..4)?, date.get(4..6)?, date.get(6..)?);
    let (hour, minute, second) = (rest.get(..2)?, rest.get(2..4)?, rest.get(4..)?);
    Some(format!("{year}-{month}-{day}T{hour}:{minute}:{second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_that_aws_writes() {
        let at = |text| parse(text).map(|nanos| nanos / 1_000_000);
        assert_eq!(at("2020-03-12T19:03:58.390Z"), Some(1_584_039_838_390));
        assert_eq!(at("2020-03-12T19:03:58+0000"), Some(1_584_039_838_000));
        assert_eq!(at("12/Mar/2020:19:03:58 +0000"), Some(1_584_039_838_000));
        assert_eq!(at("2/Mar/2020:19:03:58 +0000"), Some(1_583_175_838_000));
        assert_eq!(at("12/Mar/2020:19:03:58+0000"), Some(1_584_039_838_000));
        assert_eq!(at("12/Mar/2020:14:03:58 -0500"), Some(1_584_039_838_000));
        assert_eq!(at("20200312T190358Z"), Some(1_584_039_838_000));
        assert_eq!(at("Mar 12 19:03:58 2020 GMT"), Some(1_584_039_838_000));
        assert_eq!(at("Mar  2 19:03:58 2020 GMT"), Some(1_583_175_838_000));
        assert_eq!(at("Mar 12, 2020 7:03:58 PM"), Some(1_584_039_838_000));
        assert_eq!(at("Mar 2, 2020 12:03:58 PM"), Some(1_583_150_638_000));
        assert_eq!(at("Mar 2, 2020 12:03:58 AM"), Some(1_583_107_438_000));
    }

    #[test]
    fn refuses_what_is_none_of_them() {
        for text in [
            "",
            "Mar 12 19:03:58 2020 CET",
            "May 2020",
            "12/Mär/2020:19:03:58 +0000",
            "12/Mar:1 2",
            "2020T",
            "äöüäöüT",
            "1584039838",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
