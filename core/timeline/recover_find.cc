#include "core/timeline/recover_find.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "core/mcap/scanner.h"
#include "core/timeline/recover_chunk.h"
#include "core/timeline/recover_collect.h"
#include "core/timeline/recover_search.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

using mcap::Opcode;
using mcap::RecordPlace;

// Of an attachment: its last field. One without proves nothing.
bool has_crc(ByteSpan attachment) {
  ByteReader reader(attachment.last(sizeof(std::uint32_t)));
  return reader.get<std::uint32_t>() != 0;
}

class Finder {
 public:
  Finder(const mcap::File& file, SummaryIs summary, const StopFlag& stop)
      : file_(file), window_(file), summary_(summary), stop_(stop) {}

  Result<Finds> run() {
    TRY(find_summary());
    TRY_ASSIGN(const bool begins_well, file_.magic_at(0));
    if (!begins_well) {
      note(0, 0, "the file does not begin as a take");
      found_.harmed_before_chunks = true;
    }
    TRY(walk(begins_well ? mcap::kMagic.size() : 0));
    TRY(find_moved_summary());
    TRY(use_chunk_index());
    TRY(use_seals());
    TRY(prove_others());
    collect_.finish();
    std::ranges::sort(found_.chunks, {}, &FoundChunk::offset);
    found_.broken_chunks = broken_.size();
    return std::move(found_);
  }

 private:
  Status walk(std::uint64_t from) {
    mcap::DamageLog unused;
    std::uint64_t expected = from;
    while (expected < file_.size()) {
      if (stop_ && stop_()) {
        return fail(ErrorCode::kCancelled, "stopped");
      }
      mcap::RecordWalker walker(window_, unused, expected);
      TRY_ASSIGN(const auto place, walker.next());
      const std::uint64_t at = place ? place->offset : file_.size();
      if (at > expected) {
        TRY_ASSIGN(expected, search(expected, at, Tried::kNo));
        if (expected > at) {
          continue;  // something whole reaches beyond
        }
      }
      if (!place) {
        return {};
      }
      TRY_ASSIGN(expected, take_in(*place));
    }
    return {};
  }

  // Returns where the walk goes on.
  Result<std::uint64_t> take_in(const RecordPlace& place) {
    if (place.content_length > mcap::kMaxRecordBytes) {
      return search(place.offset, place.end(), Tried::kNo);  // none of a take's
    }
    switch (static_cast<Opcode>(place.opcode)) {
      case Opcode::kChunk:
        return take_chunk(place);
      case Opcode::kAttachment: {
        TRY_ASSIGN(const bool proven, take_attachment(place));
        if (!proven) {
          ++found_.broken_attachments;
          return search(place.offset, place.end(), Tried::kYes);
        }
        return place.end();
      }
      case Opcode::kMetadata: {
        TRY_ASSIGN(const bool proven, take_metadata(place));
        return proven ? place.end()
                      : search(place.offset, place.end(), Tried::kYes, Noting::kNothing);
      }
      case Opcode::kDataEnd:
        found_.finished = true;
        data_end_ = place;
        return place.end();
      case Opcode::kFooter:
        return file_.size() - place.end() == mcap::kMagic.size() ? file_.size() : place.end();
      case Opcode::kHeader:
      case Opcode::kSchema:
      case Opcode::kChannel:
      case Opcode::kMessageIndex: {
        // Recovery makes these anew; but bytes that are missing inside may make them swallow more.
        TRY_ASSIGN(const bool usual, is_usual(place));
        return usual ? place.end()
                     : search(place.offset, place.end(), Tried::kNo, Noting::kNothing);
      }
      default:
        // Of the summary, or something else that an opcode hides.
        return data_end_ ? place.end() : search(place.offset, place.end(), Tried::kNo);
    }
  }

  // Whether a record without any CRC is what stands in a take.
  Result<bool> is_usual(const RecordPlace& place) {
    TRY_ASSIGN(const auto length, mcap::fields_length(window_, place));
    if (length != place.content_length) {
      return false;
    }
    TRY_ASSIGN(const ByteSpan content, window_.content(place));
    switch (static_cast<Opcode>(place.opcode)) {
      case Opcode::kSchema: {
        auto schema = mcap::parse_schema(content);
        const bool usual = schema && std::ranges::find(schemas_, *schema) != schemas_.end();
        if (schema && !data_end_) {
          found_.schemas.push_back(std::move(*schema));
        }
        return usual;
      }
      case Opcode::kChannel: {
        auto channel = mcap::parse_channel(content);
        const bool usual = channel && parse_topic(channel->topic).has_value();
        if (usual) {
          found_.channels.push_back(std::move(*channel));
        }
        return usual;
      }
      case Opcode::kMessageIndex:
        return fits_last_chunk(mcap::parse_message_index(content));
      default:
        return mcap::parse_header(content).has_value();
    }
  }

  [[nodiscard]] bool fits_last_chunk(const Result<mcap::MessageIndex>& index) const {
    return index && !found_.chunks.empty() &&
           std::ranges::all_of(index->entries, [&](const auto& entry) {
             const FoundChunk& chunk = found_.chunks.back();
             return entry.first >= chunk.start_time && entry.first <= chunk.end_time &&
                    entry.second < chunk.size;
           });
  }

  Result<std::uint64_t> take_chunk(const RecordPlace& place) {
    TRY_ASSIGN(const auto claim, read_claim(window_, place.offset));
    if (claim) {
      TRY_ASSIGN(const std::uint64_t end, try_claim(*claim));
      if (end != 0) {
        data_end_.reset();
        return end;
      }
      broken_.push_back(*claim);
    }
    // Its length may be wrong too: what it seems to hold is searched.
    return search(place.offset, place.end(), Tried::kYes);
  }

  // The end of the chunk when something proves it, else 0.
  Result<std::uint64_t> try_claim(const ChunkClaim& claim) {
    const std::uint64_t cost = *std::ranges::max_element(claim.lengths);
    if (offsets_.contains(claim.offset) || !may_try(cost)) {
      return 0;
    }
    TRY_ASSIGN(auto proven, prove_chunk(window_, claim, digests_));
    if (!proven) {
      effort_ += cost;
      unpacked_ += most_unpacked(claim);
      return 0;
    }
    FoundChunk& chunk = proven->chunk;
    TRY(collect_.look_for_header(chunk, proven->records));
    const std::uint64_t end = chunk.data_at + chunk.data_length;
    offsets_.insert(chunk.offset);
    collect_.forget_unreadable(chunk.offset, end);
    found_.chunks.push_back(std::move(chunk));
    return end;
  }

  // A file can make us try again and again, and a few bytes can unpack to many; so much and no
  // more.
  [[nodiscard]] bool may_try(std::uint64_t cost) const {
    const std::uint64_t most = 8 * file_.size() + (std::uint64_t{64} << 20);
    const std::uint64_t most_unpacked = 64 * file_.size() + (std::uint64_t{256} << 20);
    return cost <= std::min(file_.size(), mcap::kMaxRecordBytes) && effort_ <= most &&
           unpacked_ <= most_unpacked;
  }

  Result<bool> take_attachment(const RecordPlace& place) {
    TRY_ASSIGN(const ByteSpan content, window_.content(place));
    const auto attachment = mcap::parse_attachment(content);
    if (!attachment || attachment->name.empty() || !has_crc(content)) {
      effort_ += content.size();
      return false;
    }
    found_.attachments.push_back(
        {place, attachment->name, attachment->data.size(), xxh3_128(content)});
    return true;
  }

  // False when it is not proven.
  Result<bool> take_metadata(const RecordPlace& place) {
    TRY_ASSIGN(const ByteSpan content, window_.content(place));
    auto metadata = mcap::parse_metadata(content);
    if (!metadata) {
      note(place.offset, place.end() - place.offset, "unreadable metadata");
      return false;
    }
    TRY_ASSIGN(const bool proven, collect_.metadata(*metadata));
    if (proven) {
      return true;
    }
    if (metadata->name.starts_with("reprise.")) {
      note(place.offset, place.end() - place.offset,
           "the metadata '" + metadata->name + "' is damaged");
    } else {
      found_.metadata.push_back({std::move(*metadata), false});
    }
    return false;
  }

  void note(std::uint64_t offset, std::uint64_t bytes, std::string what) {
    collect_.unreadable(offset, bytes, std::move(what));
    // Schemas, channels and attachments stand before the first chunk.
    found_.harmed_before_chunks =
        found_.harmed_before_chunks || (bytes > 0 && found_.chunks.empty() && broken_.empty());
  }

  // Whether the record at the start of a search was looked at as what its opcode says.
  enum class Tried { kNo, kYes };
  // Whether what is left of them counts as unreadable.
  enum class Noting { kAll, kNothing };

  // Bytes that no record claims: something whole may stand in them all the same.
  // Returns where they, or what stands in them, end.
  Result<std::uint64_t> search(std::uint64_t from, std::uint64_t to, Tried tried,
                               Noting noting = Noting::kAll) {
    std::uint64_t lost_from = from;
    std::uint64_t at = from;
    if (tried == Tried::kNo) {
      TRY_ASSIGN(const auto expected, candidates_where_expected(window_, from));
      TRY_ASSIGN(at, try_candidates(expected));
      lost_from = std::max(from, at);
    }
    at = std::max(at, from + 1);
    while (at < to) {
      TRY_ASSIGN(const auto candidate, next_candidate(window_, at, to));
      if (!candidate) {
        break;
      }
      TRY_ASSIGN(const std::uint64_t end, try_candidates(std::span(&*candidate, 1)));
      if (end != 0 && noting == Noting::kAll) {
        note(lost_from, candidate->offset - lost_from, "unreadable bytes");
      }
      lost_from = end != 0 ? end : lost_from;
      at = end != 0 ? end : candidate->offset + 1;
    }
    if (lost_from < to && noting == Noting::kAll) {
      note(lost_from, to - lost_from,
           to == file_.size() ? "the file breaks off" : "unreadable bytes");
    }
    return std::max(lost_from, to);
  }

  Result<std::uint64_t> try_candidates(std::span<const Candidate> candidates) {
    for (const Candidate& candidate : candidates) {
      TRY_ASSIGN(const std::uint64_t end, try_candidate(candidate));
      if (end != 0) {
        return end;
      }
    }
    return 0;
  }

  // The end of what stands there when it is whole, else 0.
  Result<std::uint64_t> try_candidate(const Candidate& candidate) {
    if (candidate.kind == Opcode::kChunk) {
      TRY_ASSIGN(const auto claim, read_claim(window_, candidate.offset));
      return claim ? try_claim(*claim) : Result<std::uint64_t>(0);
    }
    const RecordPlace place{static_cast<std::uint8_t>(candidate.kind), candidate.offset,
                            candidate.content_length};
    if (!may_try(candidate.content_length)) {
      return 0;
    }
    if (candidate.kind == Opcode::kAttachment) {
      TRY_ASSIGN(const bool proven, take_attachment(place));
      return proven ? place.end() : 0;
    }
    TRY_ASSIGN(const ByteSpan content, window_.content(place));
    const auto metadata = mcap::parse_metadata(content);
    if (!metadata) {
      return 0;
    }
    TRY_ASSIGN(const bool proven, collect_.metadata(*metadata));
    return proven ? place.end() : 0;
  }

  Status find_summary() {
    if (summary_ == SummaryIs::kTheRecorders) {
      auto summary = mcap::read_summary(file_);
      if (summary) {
        found_.summary = std::move(*summary);
      } else if (summary.error().code != ErrorCode::kCorrupt) {
        return fail(summary.error());
      }
    }
    return {};
  }

  // Where bytes are missing in front, all offsets are wrong by as many.
  Status find_moved_summary() {
    constexpr std::uint64_t kTail =
        mcap::kRecordHeaderSize + mcap::kFooterSize + mcap::kMagic.size();
    if (found_.summary || summary_ == SummaryIs::kOurs || !data_end_ ||
        file_.size() < data_end_->end() + kTail) {
      return {};
    }
    TRY_ASSIGN(auto moved, read_summary_at(file_, data_end_->end()));
    if (moved) {
      found_.summary = std::move(moved->summary);
      found_.shift = moved->shift;
    }
    return {};
  }

  // Chunks whose own fields are broken, but whose place and sizes the summary knows.
  Status use_chunk_index() {
    if (!found_.summary) {
      return {};
    }
    for (const mcap::ChunkIndex& index : found_.summary->chunks) {
      TRY_ASSIGN(auto claim, claim_from_index(window_, index, found_.shift));
      if (!claim || offsets_.contains(claim->offset)) {
        continue;
      }
      TRY_ASSIGN(const std::uint64_t end, try_claim(*claim));
      if (end == 0) {
        indexed_.push_back(std::move(*claim));
      }
    }
    return {};
  }

  // Chunks whose CRC field or size is broken, but whose digest was sealed.
  Status use_seals() {
    for (const SealRecord& seal : found_.seals) {
      digests_.insert(seal.chunks.begin(), seal.chunks.end());
    }
    if (digests_.empty()) {
      return {};
    }
    for (const FoundChunk& chunk : found_.chunks) {
      digests_.erase(chunk.digest);
    }
    std::vector<ChunkClaim> claims = std::exchange(broken_, {});
    claims.insert(claims.end(), indexed_.begin(), indexed_.end());
    for (ChunkClaim& claim : claims) {
      TRY_ASSIGN(const std::uint64_t end,
                 offsets_.contains(claim.offset) ? Result<std::uint64_t>(0) : try_claim(claim));
      if (end == 0 && !offsets_.contains(claim.offset)) {
        broken_.push_back(std::move(claim));
      }
    }
    return {};
  }

  // Metadata of other programs has no digest; only the CRC over everything speaks for it.
  Status prove_others() {
    if (found_.metadata.empty() || !data_end_) {
      return {};
    }
    TRY_ASSIGN(const ByteSpan content, window_.content(*data_end_));
    const auto expected = mcap::parse_data_end(content);
    if (expected && *expected != 0) {
      TRY_ASSIGN(const std::uint32_t crc, mcap::crc_of(window_, 0, data_end_->offset));
      found_.others_proven = crc == *expected;
    }
    return {};
  }

  const mcap::File& file_;
  mcap::FileWindow window_;
  const std::vector<mcap::Schema> schemas_ = take_schemas();
  const SummaryIs summary_;
  const StopFlag& stop_;
  Finds found_;
  Collector collect_{found_};
  std::optional<RecordPlace> data_end_;
  std::set<std::uint64_t> offsets_;  // of the chunks that were found
  std::set<Hash128> digests_;        // sealed, and not found by their CRC
  std::vector<ChunkClaim> broken_;   // met, and not proven
  std::vector<ChunkClaim> indexed_;  // the same, known from the summary
  std::uint64_t effort_ = 0;         // bytes that were tried in vain
  std::uint64_t unpacked_ = 0;       // that they were unpacked to, at most
};

}  // namespace

Result<Finds> find_in_damaged(const mcap::File& file, SummaryIs summary, const StopFlag& stop) {
  return Finder(file, summary, stop).run();
}

}  // namespace reprise::timeline
