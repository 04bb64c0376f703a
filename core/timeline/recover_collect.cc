#include "core/timeline/recover_collect.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "core/timeline/data_chain.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

using mcap::Opcode;

bool is_damage(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInvalid;
}

// No seal of a take does: the records of a chunk have numbers of their own. One that did would make
// much of a small file.
bool names_one_twice(std::vector<Hash128> chunks) {
  std::ranges::sort(chunks);
  return std::ranges::adjacent_find(chunks) != chunks.end();
}

}  // namespace

Status Collector::look_for_header(FoundChunk& chunk, ByteSpan records) {
  std::uint64_t messages = 0;
  std::uint64_t headers = 0;
  ByteReader reader(records);
  while (const auto view = mcap::next_record(reader)) {
    if (view->opcode != static_cast<std::uint8_t>(Opcode::kMessage)) {
      continue;
    }
    ++messages;
    const auto message = mcap::parse_message(view->content);
    if (!message || !may_be_header(*message)) {
      continue;
    }
    TRY_ASSIGN(const bool added, add_header(message->data, message->publish_time));
    headers += added ? 1U : 0U;
  }
  chunk.header_only = messages == 1 && headers == 1;
  return {};
}

bool Collector::may_be_header(const mcap::Message& message) const {
  return message.channel == channel_id({TopicKind::kTake, 0}, 0) ||
         std::ranges::any_of(found_.channels, [&](const mcap::Channel& channel) {
           return channel.id == message.channel && channel.topic == "/take";
         });
}

// False when the message is no `/take` record.
Result<bool> Collector::add_header(ByteSpan message, std::optional<std::uint64_t> publish_time) {
  auto record = unpack_record({TopicKind::kTake, 0}, message);
  if (!record) {
    return is_damage(record.error()) ? Result<bool>(false) : fail(record.error());
  }
  auto* header = std::get_if<TakeHeader>(&*record);
  if (header == nullptr) {
    return false;
  }
  const auto epoch = static_cast<std::uint64_t>(header->epoch_ns);
  found_.headers.push_back({Bytes(message.begin(), message.end()), std::move(*header),
                            publish_time.value_or(epoch), !publish_time});
  return true;
}

Result<bool> Collector::metadata(const mcap::Metadata& metadata) {
  if (metadata.name == kHeaderCopyName) {
    const auto message = message_of_header_copy(metadata);
    return message ? add_header(*message, std::nullopt) : Result<bool>(false);
  }
  if (metadata.name == kSealName) {
    auto seal = seal_from_metadata(metadata);
    if (!seal || names_one_twice(seal->chunks)) {
      return false;
    }
    found_.seals.push_back(std::move(*seal));
    return true;
  }
  if (is_recovery_record(metadata)) {
    found_.metadata.push_back({metadata, true});
    return true;
  }
  return metadata.name == kChainName;  // is computed anew
}

void Collector::unreadable(std::uint64_t offset, std::uint64_t bytes, std::string what) {
  if (bytes > 0) {
    unreadable_.emplace(offset, Unreadable{offset + bytes, std::move(what)});
  }
}

void Collector::forget_unreadable(std::uint64_t from, std::uint64_t to) {
  auto at = unreadable_.lower_bound(from);
  if (at != unreadable_.begin() && std::prev(at)->second.end > from) {
    --at;
  }
  while (at != unreadable_.end() && at->first < to) {
    const auto [begin, bytes] = *at;
    at = unreadable_.erase(at);
    if (begin < from) {
      unreadable_.emplace(begin, Unreadable{from, bytes.what});
    }
    if (bytes.end > to) {
      unreadable_.emplace(to, Unreadable{bytes.end, bytes.what});
    }
  }
}

void Collector::finish() {
  constexpr std::size_t kMost = 1000;
  for (const auto& [offset, bytes] : unreadable_) {
    found_.bytes_unreadable += bytes.end - offset;
    if (found_.unreadable.size() < kMost) {
      found_.unreadable.push_back({offset, bytes.end - offset, bytes.what});
    }
  }
}

}  // namespace reprise::timeline
