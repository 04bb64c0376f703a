// The doctor's look at the seal: the digest of every chunk and the links of the chain are computed
// anew and compared with what was sealed. Names the first chunk that is not the one that was
// sealed. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/timeline/data_chain.h"
#include "core/timeline/doctor_findings.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {

// What the doctor keeps of a chunk.
struct ChunkNote {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t start_time = 0;  // ns
  std::uint64_t end_time = 0;    // ns
  std::uint64_t channels = 0;    // bit i: channel i has messages in it
  bool readable = false;
  Hash128 digest;
  bool linked = false;   // what stands before it was readable: `link` counts
  bool altered = false;  // found by finish(): not the content that was sealed
  Hash128 link;
};

class ChainCheck {
 public:
  explicit ChainCheck(Findings& findings) : findings_(findings) {}

  // In file order. A chunk that cannot be read ends the chain.
  void add(mcap::Opcode opcode, ByteSpan content);
  void add_chunk(ChunkNote note, ByteSpan records);
  void add_unreadable_chunk(const ChunkNote& note);
  void add_seal(const SealRecord& seal, std::uint64_t offset);
  void add_chain(const ChainRecord& chain, std::uint64_t offset);

  // Compares. Afterwards first_altered() is known.
  void finish();

  [[nodiscard]] const std::vector<ChunkNote>& chunks() const { return chunks_; }
  // Nothing when something could not be read.
  [[nodiscard]] std::optional<Sha256> head() const;
  // Into chunks(); chunks().size() when what changed stands behind the last one.
  [[nodiscard]] std::optional<std::size_t> first_altered() const { return first_altered_; }

 private:
  void compare_digests(const std::vector<Hash128>& sealed);
  void compare_links(const ChainRecord& stored);
  void compare_heads();
  // What the digests say of a chunk.
  void mark_altered(std::size_t number, std::string_view code, const std::string& what);
  void note_first(std::size_t number);

  Findings& findings_;
  DataChain chain_;
  bool whole_ = true;  // the chain has all records so far
  std::vector<ChunkNote> chunks_;
  std::optional<SealRecord> seal_;
  std::uint64_t seal_offset_ = 0;
  std::optional<ChainRecord> stored_;
  std::uint64_t stored_offset_ = 0;
  std::optional<std::size_t> first_altered_;
};

}  // namespace reprise::timeline
