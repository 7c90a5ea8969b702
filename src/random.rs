//! Common random numbers: every draw is keyed, and by nothing but its key.
//!
//! A draw is (master seed, replication, purpose, entity, occurrence). An entity is a name and an ordinal: a client is
//! (referral stream, ordinal), a worker (role, post and occupant), an uncertain parameter its path. Neither scenario, nor
//! thread, nor the order of events enters, so the tenth client of a stream brings the same needs to every plan.
//!
//! The key is laid out in a Philox counter, so two draws never share a word and no arithmetic is done on seeds:
//! counter = (occurrence and block, replication, ordinal, purpose), key = (master seed, name).
//! One draw is a block of four words; each word serves one stated use, by inversion. A distribution that has no
//! closed inverse (gamma, Erlang) reads further blocks of its own draw and of no other.

pub mod countdown;
pub mod distribution;
mod normal;
mod philox;

use distribution::{Distribution, Sampler};
use std::convert::Infallible;

/// The generator's name, for the manifest.
pub const GENERATOR: &str =
    "Philox4x64-10, keyed by (seed, replication, purpose, entity, occurrence)";

/// What a draw is for. The numbers are part of the results and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Time to the next referral of a stream and the newcomer's entry level (words 0, 1).
    Referral = 1,
    /// Weekly factor of a clustered stream.
    Clustering = 2,
    /// A client's visit to a level: length, route, worsening, age at the start (words 0 to 3).
    Visit = 3,
    /// A client's patience on the waiting list; worsening there (words 0, 1).
    Patience = 4,
    /// A worker's tenure.
    Tenure = 5,
    /// A worker's spell of sickness: time to it and its length (words 0, 1).
    Sickness = 6,
    /// A vacancy: approval and time to fill (words 0, 1).
    Vacancy = 7,
    /// An uncertain parameter's value.
    Parameter = 8,
    /// The order in which an attribution adds the loops to a future.
    Order = 9,
    /// What a worker is like: proactivity, presence, sensitivity, boundaries (words 0 to 3).
    Traits = 10,
    /// An emergency: time to the next of its kind and whom it strikes (words 0, 1).
    Shock = 11,
    /// What an emergency brings: how long it lasts and whether it stays for good (words 0, 1).
    ShockEffect = 12,
    /// What a change turns out to do.
    Change = 13,
    /// Whether a worker takes part in a programme.
    Programme = 14,
    /// Whether and when a former client comes back (words 0, 1).
    Return = 15,
    /// What makes a client break off: a unit exponential for each visit.
    Disengagement = 16,
    /// A client's moves between sites: time to the next and where to (words 0, 1); whether a newcomer is passed on (the last
    /// occurrence, word 0).
    Transfer = 17,
    /// How much later than agreed a funding begins.
    Funding = 18,
    /// How prone a worker is to a kind of emergency.
    Proneness = 19,
    /// A digit's coin in the scrambling of a low-discrepancy sequence.
    Scrambling = 20,
    /// A trajectory of a screening.
    Trajectory = 21,
    /// A parameter's column of a Latin hypercube.
    Hypercube = 22,
    /// A sample of the bootstrap.
    Resampling = 23,
    /// Whether a client is handed over in a step to even out burdens.
    Rebalance = 24,
}

/// A name as an integer: FNV-1a over its bytes, the same on every machine.
pub fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// All draws of one replication.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    seed: u64,
    replication: u64,
}

/// Who draws: a name ([`name_key`]) and an ordinal under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    pub name: u64,
    pub ordinal: u64,
}

impl Draws {
    pub fn new(seed: u64, replication: u64) -> Self {
        Draws { seed, replication }
    }

    /// The draw of an entity for a purpose; `occurrence` counts the entity's draws for it.
    #[inline]
    pub fn draw(&self, purpose: Purpose, entity: Entity, occurrence: u32) -> Draw {
        let counter = [
            u64::from(occurrence),
            self.replication,
            entity.ordinal,
            purpose as u64,
        ];
        let key = [self.seed, entity.name];
        Draw {
            words: philox::block(counter, key),
            counter,
            key,
        }
    }
}

/// One keyed draw: four words, and as many more as a rejection sampler asks for.
#[derive(Debug, Clone)]
pub struct Draw {
    words: [u64; 4],
    counter: [u64; 4],
    key: [u64; 2],
}

impl Draw {
    /// A uniform number strictly between 0 and 1, from one of the four words.
    #[inline]
    pub fn uniform(&self, word: usize) -> f64 {
        open_unit(self.words[word])
    }

    /// A unit exponential from one of the four words, rising with the word.
    #[inline]
    pub fn unit_exponential(&self, word: usize) -> f64 {
        -libm::log(1.0 - self.uniform(word))
    }

    /// The substream of one of the four words: blocks that belong to this word of this draw alone.
    pub fn substream(&self, word: usize) -> Substream {
        let first = ((word as u64 + 1) << 48) | self.counter[0];
        Substream {
            counter: [first, self.counter[1], self.counter[2], self.counter[3]],
            key: self.key,
            words: [0; 4],
            used: 4,
        }
    }
}

/// A number strictly between 0 and 1 from the upper 52 bits of a word.
#[inline]
fn open_unit(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// A stream of words that belongs to one draw. Blocks are counted in bits 32 to 47 of the first counter word.
#[derive(Debug, Clone)]
pub struct Substream {
    counter: [u64; 4],
    key: [u64; 2],
    words: [u64; 4],
    used: usize,
}

impl Substream {
    fn word(&mut self) -> u64 {
        if self.used == 4 {
            self.words = philox::block(self.counter, self.key);
            self.counter[0] = self.counter[0].wrapping_add(1 << 32);
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }

    /// A uniform number strictly between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.word())
    }
}

impl rand::rand_core::TryRng for Substream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.word().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// The value of an uncertain parameter in one replication: the same for every plan.
pub fn draw_parameter(seed: u64, replication: u64, path: &str, distribution: &Distribution) -> f64 {
    let entity = Entity {
        name: name_key(path),
        ordinal: 0,
    };
    let draw = Draws::new(seed, replication).draw(Purpose::Parameter, entity, 0);
    Sampler::new(distribution).draw(&draw, 0)
}

/// Uniform numbers in (0, 1) for an order drawn in one replication; `occurrence` counts its orders.
pub fn order_numbers(seed: u64, replication: u64, occurrence: u32) -> Substream {
    let nobody = Entity {
        name: 0,
        ordinal: 0,
    };
    let draw = Draws::new(seed, replication).draw(Purpose::Order, nobody, occurrence);
    draw.substream(0)
}

/// The stream of uniform numbers of a name and an ordinal for a purpose, outside of any replication.
pub fn stream(seed: u64, purpose: Purpose, name: &str, ordinal: u64) -> Substream {
    let entity = Entity {
        name: name_key(name),
        ordinal,
    };
    Draws::new(seed, 0).draw(purpose, entity, 0).substream(0)
}

/// The coin of a binary digit of a parameter: the same where the digits before it are the same.
pub fn coin(seed: u64, name: &str, level: u32, prefix: u32) -> bool {
    let entity = Entity {
        name: name_key(name),
        ordinal: u64::from(prefix),
    };
    let draw = Draws::new(seed, 0).draw(Purpose::Scrambling, entity, level);
    draw.uniform(0) < 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: Entity = Entity {
        name: 7,
        ordinal: 10,
    };

    #[test]
    fn draws_differ_in_every_part_of_their_key() {
        let base = Draws::new(1, 2).draw(Purpose::Visit, CLIENT, 0).words;
        let others = [
            Draws::new(2, 2).draw(Purpose::Visit, CLIENT, 0).words,
            Draws::new(1, 3).draw(Purpose::Visit, CLIENT, 0).words,
            Draws::new(1, 2).draw(Purpose::Tenure, CLIENT, 0).words,
            Draws::new(1, 2)
                .draw(
                    Purpose::Visit,
                    Entity {
                        ordinal: 11,
                        ..CLIENT
                    },
                    0,
                )
                .words,
            Draws::new(1, 2)
                .draw(Purpose::Visit, Entity { name: 8, ..CLIENT }, 0)
                .words,
            Draws::new(1, 2).draw(Purpose::Visit, CLIENT, 1).words,
        ];
        assert!(others.iter().all(|other| *other != base));
        assert_eq!(base, Draws::new(1, 2).draw(Purpose::Visit, CLIENT, 0).words);
    }

    #[test]
    fn substreams_of_a_draw_share_no_word_with_each_other_or_the_draw() {
        let draw = Draws::new(1, 2).draw(Purpose::Visit, CLIENT, 3);
        let mut seen: Vec<u64> = draw.words.to_vec();
        for word in 0..4 {
            let mut substream = draw.substream(word);
            seen.extend((0..40).map(|_| substream.word()));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn uniforms_never_touch_the_ends() {
        assert!(open_unit(0) > 0.0);
        assert!(open_unit(u64::MAX) < 1.0);
    }

    #[test]
    fn names_hash_as_published() {
        // Published FNV-1a test vectors.
        assert_eq!(name_key(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(name_key("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(name_key("foobar"), 0x8594_4171_f739_67e8);
    }
}
