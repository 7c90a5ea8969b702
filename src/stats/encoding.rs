//! Numbers as bytes: how what has been gathered is put aside and taken up again, bit for bit.
//!
//! Whole numbers take as many bytes as they need: seven bits in each, lowest first, the eighth says that more follow (LEB128).
//! A float is the 64 bits of its pattern, read backwards byte by byte so that a number with few digits is short. Nothing
//! says what follows: whoever reads asks for what was written. Knows no file and no checksum.

use std::error::Error;
use std::fmt;

/// Bits of a whole number in each byte.
const BITS: u32 = 7;

/// Says that another byte follows.
const MORE: u8 = 1 << BITS;

/// What can be put aside and taken up again.
pub trait Stored {
    /// Writes all that was gathered.
    fn store(&self, to: &mut Encoder);

    /// Takes up what was stored, in place of what is here. The shape (resolution, lengths) is that of the receiver.
    ///
    /// # Errors
    /// When the bytes are not those of one of the same shape.
    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged>;
}

/// The bytes do not read as what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "what was put aside does not read as it was written")
    }
}

impl Error for Damaged {}

/// Bytes being written.
#[derive(Debug, Default)]
pub struct Encoder(Vec<u8>);

impl Encoder {
    /// A whole number.
    pub fn whole(&mut self, mut value: u64) {
        while value >= u64::from(MORE) {
            self.0.push(value as u8 | MORE);
            value >>= BITS;
        }
        self.0.push(value as u8);
    }

    /// A whole number that may be negative: 0, -1, 1, -2 … are written as 0, 1, 2, 3 …
    pub fn signed(&mut self, value: i64) {
        self.whole(((value << 1) ^ (value >> 63)) as u64);
    }

    /// A float, every bit of it.
    pub fn float(&mut self, value: f64) {
        self.whole(value.to_bits().swap_bytes());
    }

    /// A text with its length.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Bytes with their number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.whole(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// All that was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes being read, from the first on.
#[derive(Debug)]
pub struct Decoder<'a>(&'a [u8]);

impl<'a> Decoder<'a> {
    /// Reads these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Decoder(bytes)
    }

    /// A whole number.
    pub fn whole(&mut self) -> Result<u64, Damaged> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(BITS as usize) {
            let (byte, rest) = self.0.split_first().ok_or(Damaged)?;
            self.0 = rest;
            let bits = u64::from(byte & !MORE);
            if bits << shift >> shift != bits {
                return Err(Damaged);
            }
            value |= bits << shift;
            if byte & MORE == 0 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }

    /// A whole number of at most 32 bits.
    pub fn short(&mut self) -> Result<u32, Damaged> {
        u32::try_from(self.whole()?).map_err(|_| Damaged)
    }

    /// A whole number that may be negative.
    pub fn signed(&mut self) -> Result<i64, Damaged> {
        let value = self.whole()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A float, every bit of it.
    pub fn float(&mut self) -> Result<f64, Damaged> {
        Ok(f64::from_bits(self.whole()?.swap_bytes()))
    }

    /// A text.
    pub fn text(&mut self) -> Result<String, Damaged> {
        let text = std::str::from_utf8(self.bytes()?).map_err(|_| Damaged)?;
        Ok(text.to_owned())
    }

    /// Bytes of which the number was written.
    pub fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let length = usize::try_from(self.whole()?).map_err(|_| Damaged)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Damaged)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// What is left.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Everything was read.
    ///
    /// # Errors
    /// When something is left.
    pub fn end(self) -> Result<(), Damaged> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Damaged)
        }
    }
}

impl Stored for u64 {
    fn store(&self, to: &mut Encoder) {
        to.whole(*self);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        *self = from.whole()?;
        Ok(())
    }
}

impl Stored for f64 {
    fn store(&self, to: &mut Encoder) {
        to.float(*self);
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        *self = from.float()?;
        Ok(())
    }
}

/// The length is part of the shape; it is written to be compared.
impl<T: Stored> Stored for [T] {
    fn store(&self, to: &mut Encoder) {
        to.whole(self.len() as u64);
        self.iter().for_each(|it| it.store(to));
    }

    fn take_up(&mut self, from: &mut Decoder) -> Result<(), Damaged> {
        if from.whole()? != self.len() as u64 {
            return Err(Damaged);
        }
        self.iter_mut().try_for_each(|it| it.take_up(from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(write: impl Fn(&mut Encoder)) -> Vec<u8> {
        let mut to = Encoder::default();
        write(&mut to);
        to.into_bytes()
    }

    #[test]
    fn small_numbers_are_short() {
        for (value, bytes) in [(0, 1), (127, 1), (128, 2), (2000, 2), (u64::MAX, 10)] {
            assert_eq!(written(|to| to.whole(value)).len(), bytes, "{value}");
        }
        assert_eq!(written(|to| to.signed(-1)), [1]);
        for (value, bytes) in [(0.0, 1), (1.0, 3), (2.5, 2), (0.1, 10)] {
            assert_eq!(written(|to| to.float(value)).len(), bytes, "{value}");
        }
    }

    #[test]
    fn bytes_that_end_early_run_over_or_go_on_too_long_are_damaged() {
        assert_eq!(Decoder::new(&[0x80]).whole(), Err(Damaged));
        assert_eq!(Decoder::new(&[0xff; 11]).whole(), Err(Damaged));
        let too_large = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];
        assert_eq!(Decoder::new(&too_large).whole(), Err(Damaged));
        assert_eq!(Decoder::new(&[5, b'a']).text(), Err(Damaged));
        assert_eq!(Decoder::new(&[1, 0xff]).text(), Err(Damaged));
        assert_eq!(Decoder::new(&[0]).end(), Err(Damaged));
        let long = written(|to| to.whole(1 << 32));
        assert_eq!(Decoder::new(&long).short(), Err(Damaged));
        let three = written(|to| [1u64, 2, 3].store(to));
        assert_eq!([0u64; 2].take_up(&mut Decoder::new(&three)), Err(Damaged));
    }

    proptest! {
        #[test]
        fn every_number_and_text_comes_back_bit_for_bit(
            whole: u64, signed: i64, bits: u64, text in ".{0,20}",
        ) {
            let bytes = written(|to| {
                to.whole(whole);
                to.signed(signed);
                to.float(f64::from_bits(bits));
                to.text(&text);
            });
            let mut from = Decoder::new(&bytes);
            prop_assert_eq!(from.whole(), Ok(whole));
            prop_assert_eq!(from.signed(), Ok(signed));
            prop_assert_eq!(from.float().map(f64::to_bits), Ok(bits));
            prop_assert_eq!(from.text(), Ok(text));
            prop_assert_eq!(from.end(), Ok(()));
        }
    }
}
