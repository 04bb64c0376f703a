#include "core/mcap/loaded_block.h"

#include <algorithm>

namespace reprise::mcap {

Message LoadedBlock::message() const {
  ByteReader reader(records.subspan(static_cast<std::size_t>(entries[next].offset)));
  const auto view = next_record(reader);
  const auto message = view ? parse_message(view->content) : Message{};
  return message ? *message : Message{};
}

void LoadedBlock::keep_part(std::uint64_t budget) {
  Bytes part;
  std::size_t kept = 0;
  for (; kept < entries.size(); ++kept) {
    ByteReader reader(records.subspan(static_cast<std::size_t>(entries[kept].offset)));
    next_record(reader);
    const std::uint64_t size = reader.position();
    if (kept != 0 && part.size() + size + (kept + 1) * sizeof(Entry) > budget) {
      break;
    }
    const ByteSpan record = records.subspan(static_cast<std::size_t>(entries[kept].offset),
                                            static_cast<std::size_t>(size));
    entries[kept].offset = part.size();
    part.insert(part.end(), record.begin(), record.end());
  }
  if (kept < entries.size()) {
    rest = {entries[kept].time, first_rank + kept};
  }
  entries.resize(kept);
  entries.shrink_to_fit();
  part.shrink_to_fit();
  bytes = std::move(part);
  records = bytes;
}

void order_entries(LoadedBlock& loaded, std::size_t rank) {
  auto& entries = loaded.entries;
  if (!std::ranges::is_sorted(entries, {}, &LoadedBlock::Entry::time)) {
    std::ranges::sort(entries, {}, [](const LoadedBlock::Entry& entry) {
      return std::pair(entry.time, entry.offset);
    });
  }
  rank = std::min(rank, entries.size());
  entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(rank));
  loaded.first_rank = rank;
}

}  // namespace reprise::mcap
