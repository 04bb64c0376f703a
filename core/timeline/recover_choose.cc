#include "core/timeline/recover_choose.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "core/mcap/chunk_builder.h"
#include "core/timeline/schema_match.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {
namespace {

// The chunk that holds nothing but this /take record.
mcap::ChunkBuilder header_chunk(const FoundHeader& found) {
  mcap::ChunkBuilder chunk;
  chunk.add(header_message(found));
  return chunk;
}

Hash128 header_digest(const FoundHeader& found) {
  return xxh3_128(header_chunk(found).records());
}

// The header of most weight: that of the sealed chunk, else a record before a copy.
const FoundHeader& best_header(const std::vector<FoundHeader>& headers,
                               const std::vector<SealRecord>& seals) {
  for (const FoundHeader& header : headers) {
    for (const SealRecord& seal : seals) {
      if (!seal.chunks.empty() && seal.chunks.front() == header_digest(header)) {
        return header;
      }
    }
  }
  const auto record = std::ranges::find(headers, false, &FoundHeader::is_copy);
  return record == headers.end() ? headers.front() : *record;
}

// Channel numbers follow from the number of lanes. Another program may have renumbered them: then
// the summary, which has a CRC, or most of the channel records in the file say so. One damaged
// record alone says nothing.
std::map<std::uint16_t, Topic> channels_of(const Finds& found, bool summary_fits,
                                           std::size_t lanes) {
  std::map<std::uint16_t, Topic> declared;
  std::size_t usual = 0;
  std::size_t unusual = 0;
  const std::vector<mcap::Channel>& records =
      summary_fits ? found.summary->channels : found.channels;
  for (const mcap::Channel& channel : records) {
    if (const auto topic = parse_topic(channel.topic)) {
      declared.emplace(channel.id, *topic);
      const bool fits = topic->kind != TopicKind::kAudio || topic->lane < lanes;
      (fits && channel_id(*topic, lanes) == channel.id ? usual : unusual) += 1;
    }
  }
  if (unusual > usual || (summary_fits && !declared.empty())) {
    return declared;
  }
  std::map<std::uint16_t, Topic> table;
  for (const mcap::Channel& channel : take_channels(lanes)) {
    table.emplace(channel.id, *parse_topic(channel.topic));
  }
  return table;
}

// Each different chunk once, in file order.
std::vector<FoundChunk> without_repetitions(const std::vector<FoundChunk>& chunks) {
  std::set<Hash128> seen;
  std::vector<FoundChunk> out;
  std::ranges::copy_if(chunks, std::back_inserter(out),
                       [&](const FoundChunk& chunk) { return seen.insert(chunk.digest).second; });
  return out;
}

std::size_t count_sealed(const SealRecord& seal, const std::vector<FoundChunk>& chunks) {
  const std::set<Hash128> sealed(seal.chunks.begin(), seal.chunks.end());
  return static_cast<std::size_t>(std::ranges::count_if(
      chunks, [&](const FoundChunk& chunk) { return sealed.contains(chunk.digest); }));
}

// The seal that speaks for most of the chunks; one that speaks for few is another take's.
std::optional<SealRecord> seal_of(const std::vector<SealRecord>& seals,
                                  const std::vector<FoundChunk>& chunks) {
  const SealRecord* best = nullptr;
  std::size_t most = 0;
  for (const SealRecord& seal : seals) {
    const std::size_t count = count_sealed(seal, chunks);
    if (count >= most && !seal.chunks.empty()) {
      best = &seal;
      most = count;
    }
  }
  const bool believed = best != nullptr && 2 * most > chunks.size();
  return believed ? std::optional(*best) : std::nullopt;
}

// In the order of the seal. What it does not name is not of this take.
std::vector<FoundChunk> sealed_chunks(const SealRecord& seal,
                                      const std::vector<FoundChunk>& chunks) {
  std::map<Hash128, const FoundChunk*> by_digest;
  for (const FoundChunk& chunk : chunks) {
    by_digest.emplace(chunk.digest, &chunk);
  }
  std::vector<FoundChunk> out;
  for (const Hash128 digest : seal.chunks) {
    const auto found = by_digest.find(digest);
    if (found != by_digest.end()) {
      out.push_back(*found->second);
    }
  }
  return out;
}

using ChunkKey = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>;

ChunkKey key_of(const FoundChunk& chunk) {
  return {chunk.start_time, chunk.end_time, chunk.size};
}
ChunkKey key_of(const mcap::ChunkIndex& index) {
  return {index.start_time, index.end_time, index.uncompressed_size};
}
ChunkKey key_of(const mcap::ChunkBuilder& chunk) {
  return {chunk.start_time(), chunk.end_time(), chunk.records().size()};
}

// Those that the summary names, by times and size: bytes may be missing before them.
std::vector<FoundChunk> indexed_chunks(const mcap::Summary& summary,
                                       const std::vector<FoundChunk>& chunks) {
  std::multiset<ChunkKey> named;
  for (const mcap::ChunkIndex& index : summary.chunks) {
    named.insert(key_of(index));
  }
  std::vector<FoundChunk> out;
  for (const FoundChunk& chunk : chunks) {
    const auto name = named.find(key_of(chunk));
    if (name != named.end()) {
      named.erase(name);
      out.push_back(chunk);
    }
  }
  return out;
}

// The longest run of chunks in file order whose sound goes forward: a piece of another take, or an
// old piece of this one, stands out by its sequence numbers. Chunks without sound stay.
std::vector<FoundChunk> ordered_chunks(const std::vector<FoundChunk>& chunks) {
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> ends;  // of the best run of each length
  std::vector<std::size_t> before(chunks.size(), kNone);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (!chunks[i].order) {
      continue;
    }
    const auto at = std::ranges::lower_bound(ends, *chunks[i].order, {},
                                             [&](std::size_t end) { return *chunks[end].order; });
    before[i] = at == ends.begin() ? kNone : *std::prev(at);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> kept(chunks.size());
  for (std::size_t i = ends.empty() ? kNone : ends.back(); i != kNone; i = before[i]) {
    kept[i] = true;
  }
  std::vector<FoundChunk> out;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (kept[i] || !chunks[i].order) {
      out.push_back(chunks[i]);
    }
  }
  return out;
}

void choose_chunks(const Finds& found, RecoveryChoice& choice) {
  const std::vector<FoundChunk> all = without_repetitions(found.chunks);
  choice.chunks_repeated = found.chunks.size() - all.size();
  choice.seal = seal_of(found.seals, all);
  std::vector<FoundChunk> own;
  if (found.summary) {
    own = indexed_chunks(*found.summary, all);
    choice.summary_fits = 2 * own.size() > all.size();
  }
  if (choice.seal) {
    own = sealed_chunks(*choice.seal, all);
    choice.chunks_lost = {choice.seal->chunks.size() - own.size(), true};
    const Hash128 header = header_digest(choice.header);
    const bool is_sealed = choice.seal->chunks.front() == header;
    if (is_sealed && std::ranges::find(own, header, &FoundChunk::digest) == own.end()) {
      --choice.chunks_lost.at_least;  // the copy gives the same chunk
    }
    const Hash128 last = own.empty() ? header : own.back().digest;
    choice.end = last == choice.seal->chunks.back() ? TakeEnd::kFound : TakeEnd::kLost;
  } else if (choice.summary_fits) {
    const auto& indexes = found.summary->chunks;
    choice.chunks_lost = {indexes.size() - own.size(), true};
    const ChunkKey header = key_of(header_chunk(choice.header));
    const bool is_named = !indexes.empty() && key_of(indexes.front()) == header;
    if (is_named && (own.empty() || key_of(own.front()) != header)) {
      --choice.chunks_lost.at_least;  // as above
    }
    const bool has_end =
        indexes.empty() || (!own.empty() && key_of(own.back()) == key_of(indexes.back()));
    choice.end = has_end ? TakeEnd::kFound : TakeEnd::kLost;
  } else {
    own = ordered_chunks(all);
    choice.chunks_lost = {found.broken_chunks, false};
  }
  choice.chunks_foreign = all.size() - own.size();
  // A second header would be another take's; the first is written from the record itself.
  std::erase_if(own, [](const FoundChunk& chunk) { return chunk.header_only; });
  choice.chunks = std::move(own);
}

// All six, for the same tables as ours, and such that they read the same records.
bool is_complete(const std::vector<mcap::Schema>& schemas) {
  return std::ranges::equal(schemas, take_schemas(), [](const auto& theirs, const auto& ours) {
    return theirs.id == ours.id && theirs.name == ours.name && theirs.encoding == ours.encoding &&
           schema_difference(theirs.data, ours.data).empty();
  });
}

bool same_attachment(const mcap::AttachmentIndex& index, const FoundAttachment& found) {
  return index.name == found.name && index.data_size == found.data_size;
}

void choose_attachments(const Finds& found, RecoveryChoice& choice) {
  const std::uint64_t first_chunk =
      found.chunks.empty() ? ~std::uint64_t{0} : found.chunks.front().offset;
  std::set<Hash128> seen;
  const auto& indexes =
      found.summary ? found.summary->attachments : std::vector<mcap::AttachmentIndex>{};
  for (const FoundAttachment& attachment : found.attachments) {
    const bool named = std::ranges::any_of(
        indexes, [&](const auto& index) { return same_attachment(index, attachment); });
    // Takes hold them before their first chunk; others come from elsewhere.
    const bool own = choice.summary_fits ? named : attachment.place.offset < first_chunk;
    if (own && seen.insert(attachment.digest).second) {
      choice.attachments.push_back(attachment);
    }
  }
  if (!choice.summary_fits) {
    choice.attachments_lost = {found.broken_attachments, !found.harmed_before_chunks};
    return;
  }
  for (const mcap::AttachmentIndex& index : indexes) {
    const bool kept = std::ranges::any_of(
        choice.attachments, [&](const auto& held) { return same_attachment(index, held); });
    if (!kept) {
      ++choice.attachments_lost.at_least;
      choice.attachment_names_lost.push_back(index.name);
    }
  }
}

}  // namespace

mcap::Message header_message(const FoundHeader& found) {
  return {channel_id({TopicKind::kTake, 0}, 0), 0, log_time_of(found.header, {0}),
          found.publish_time, found.message};
}

Result<RecoveryChoice> choose_from(const Finds& found) {
  if (found.headers.empty()) {
    return fail(ErrorCode::kCorrupt, "neither the /take record nor its copy can be read",
                "without sample rate and start nothing else of a take can be placed");
  }
  RecoveryChoice choice;
  choice.header = best_header(found.headers, found.seals);
  choose_chunks(found, choice);
  choice.channels = channels_of(found, choice.summary_fits, choice.header.header.lanes.size());
  choose_attachments(found, choice);
  return choice;
}

std::vector<std::vector<mcap::Schema>> schema_sets(const Finds& found,
                                                   const RecoveryChoice& choice) {
  std::vector<std::vector<mcap::Schema>> sets;
  if (choice.summary_fits && is_complete(found.summary->schemas)) {
    sets.push_back(found.summary->schemas);
  }
  sets.push_back(take_schemas());
  if (is_complete(found.schemas) && std::ranges::find(sets, found.schemas) == sets.end()) {
    sets.push_back(found.schemas);
  }
  return sets;
}

}  // namespace reprise::timeline
