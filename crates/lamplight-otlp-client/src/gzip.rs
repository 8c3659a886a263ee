//! Bodies in gzip's format (RFC 1952).

use miniz_oxide::deflate::compress_to_vec;

/// Deflate, no name, no time, fastest compression, no particular system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff];
/// The fastest: what more would save of a body costs the function more than sending it.
const LEVEL: u8 = 1;

/// The body, compressed.
pub(crate) fn compress(body: &[u8]) -> Vec<u8> {
    let deflated = compress_to_vec(body, LEVEL);
    let mut out = Vec::with_capacity(HEADER.len() + deflated.len() + 8);
    out.extend_from_slice(&HEADER);
    out.extend_from_slice(&deflated);
    out.extend_from_slice(&crc32(body).to_le_bytes());
    // The length modulo 2^32.
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out
}

/// CRC-32 with the polynomial of gzip, four bits at a time: a table of 64 bytes.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = table();
    let step = |crc: u32, bits: u8| TABLE[((crc ^ u32::from(bits)) & 15) as usize] ^ (crc >> 4);
    !bytes.iter().fold(!0, |crc, byte| step(step(crc, *byte), byte >> 4))
}

const fn table() -> [u32; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sum_is_that_of_the_standard() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    proptest! {
        #[test]
        fn what_is_compressed_can_be_read_again(body in proptest::collection::vec(any::<u8>(), 0..3000), times in 1_usize..40) {
            let body = body.repeat(times);
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(&compress(&body)[..]).read_to_end(&mut read).expect("gzip");
            prop_assert!(read == body);
        }
    }
}
