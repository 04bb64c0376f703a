#include "core/timeline/doctor_chain.h"

#include <algorithm>
#include <set>
#include <utility>

namespace reprise::timeline {
namespace {

std::string chunk_text(std::size_t number) {
  return "chunk " + std::to_string(number);
}

// Where each digest stands among those that were sealed.
using Places = std::set<std::pair<Hash128, std::size_t>>;

Places places_of(const std::vector<Hash128>& sealed) {
  Places places;
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    places.emplace(sealed[i], i);
  }
  return places;
}

// The first place of `digest` behind `from`.
std::optional<std::size_t> place_behind(const Places& places, Hash128 digest, std::size_t from) {
  const auto found = places.lower_bound({digest, from + 1});
  return found == places.end() || found->first != digest ? std::nullopt
                                                         : std::optional(found->second);
}

}  // namespace

void ChainCheck::add(mcap::Opcode opcode, ByteSpan content) {
  chain_.add(opcode, content);
}

void ChainCheck::add_chunk(ChunkNote note, ByteSpan records) {
  chain_.add(mcap::Opcode::kChunk, records);
  note.readable = true;
  note.linked = whole_;
  note.digest = xxh3_128(records);
  note.link = chain_.chunk_links().back();
  chunks_.push_back(note);
}

void ChainCheck::add_unreadable_chunk(const ChunkNote& note) {
  whole_ = false;
  chunks_.push_back(note);
}

void ChainCheck::add_seal(const SealRecord& seal, std::uint64_t offset) {
  seal_ = seal;
  seal_offset_ = offset;
}

void ChainCheck::add_chain(const ChainRecord& chain, std::uint64_t offset) {
  stored_ = chain;
  stored_offset_ = offset;
}

std::optional<Sha256> ChainCheck::head() const {
  return whole_ ? std::optional(chain_.head()) : std::nullopt;
}

void ChainCheck::finish() {
  if (seal_) {
    compare_digests(seal_->chunks);
    compare_heads();
  }
  if (stored_) {
    compare_links(*stored_);
  }
}

void ChainCheck::note_first(std::size_t number) {
  first_altered_ = std::min(first_altered_.value_or(number), number);
}

void ChainCheck::mark_altered(std::size_t number, std::string_view code, const std::string& what) {
  chunks_[number].altered = true;
  note_first(number);
  findings_.error(FindingPart::kSeal, chunks_[number].offset, code, chunk_text(number) + what);
}

void ChainCheck::compare_digests(const std::vector<Hash128>& sealed) {
  const Places places = places_of(sealed);
  std::size_t next = 0;  // among those sealed
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    const ChunkNote& chunk = chunks_[i];
    if (chunk.readable && next < sealed.size() && sealed[next] == chunk.digest) {
      ++next;
      continue;
    }
    const auto later = chunk.readable ? place_behind(places, chunk.digest, next) : std::nullopt;
    if (later) {
      note_first(i);
      findings_.error(FindingPart::kSeal, chunk.offset, "chunks-missing",
                      std::to_string(*later - next) + " of the sealed chunks are missing before " +
                          chunk_text(i));
      next = *later + 1;
    } else if (chunks_.size() - i > sealed.size() - next) {
      mark_altered(i, "chunk-foreign", " is none of those that were sealed");
    } else {
      mark_altered(i, "chunk-altered",
                   chunk.readable ? " is not the one that was sealed" : " cannot be read");
      ++next;
    }
  }
  if (next < sealed.size()) {
    note_first(chunks_.size());
    findings_.error(
        FindingPart::kSeal, seal_offset_, "chunks-missing",
        "the last " + std::to_string(sealed.size() - next) + " of the sealed chunks are missing");
  }
}

void ChainCheck::compare_heads() {
  const auto& sealed = seal_->seal.chain_head;
  if (!sealed && !stored_) {
    findings_.add(FindingPart::kSeal, mcap::Severity::kWarning, seal_offset_, "no-chain",
                  "the take is older than the hash chain");
  } else if (!sealed || !stored_) {
    findings_.error(FindingPart::kSeal, seal_offset_, "chain-missing",
                    sealed ? "the seal names a hash chain that is not there"
                           : "the seal does not name the head of the hash chain");
  } else if (*sealed != stored_->head) {
    findings_.error(FindingPart::kSeal, seal_offset_, "chain-head",
                    "seal and chain name different heads");
  } else if (whole_ && *sealed != chain_.head()) {
    findings_.error(FindingPart::kSeal, seal_offset_, "chain-head",
                    "the head of the hash chain is not the one that was sealed");
  }
}

void ChainCheck::compare_links(const ChainRecord& stored) {
  const std::size_t common = std::min(stored.chunk_links.size(), chunks_.size());
  std::size_t first = 0;
  while (first < common && chunks_[first].linked &&
         chunks_[first].link == stored.chunk_links[first]) {
    ++first;
  }
  const bool complete = first == stored.chunk_links.size() && first == chunks_.size();
  if (complete && (!whole_ || stored.head == chain_.head())) {
    return;
  }
  note_first(first);
  const bool behind = first >= chunks_.size();
  findings_.error(FindingPart::kSeal, behind ? stored_offset_ : chunks_[first].offset, "chain",
                  behind ? "the hash chain breaks behind the last chunk"
                         : "the hash chain breaks at " + chunk_text(first));
}

}  // namespace reprise::timeline
