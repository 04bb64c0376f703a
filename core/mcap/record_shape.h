// Whether bytes of a damaged file look like a record: most records say their length twice, once in
// front and once through the lengths inside. Reads a record's lengths, never its content. One
// thread.
#pragma once

#include <optional>

#include "core/mcap/file_window.h"

namespace reprise::mcap {

// The length of a record's fields as they themselves say it, without what may follow them; nothing
// when they do not fit into the record. For kinds that this project does not know: its length.
Result<std::optional<std::uint64_t>> fields_length(const FileWindow& window,
                                                   const RecordPlace& place);

enum class Belief { kNo, kUnsure, kYes };

// Whether a record that stands where one is expected may be followed to its end. Yes: its fields
// fill it exactly, or it has bytes behind them (or holds a message, or is of an unknown kind) and
// another record or the end of the file follows. Unsure: none follows there, so either its length
// or what follows is damaged. No: both of its lengths disagree, and following one could skip good
// records.
Result<Belief> believe(const FileWindow& window, const RecordPlace& place);

// Which records a search may end at. Chunks that were stored without much compression hold messages
// verbatim, and these must not be taken for messages of the file's own.
enum class SearchFor { kAllButMessages, kAnything };

// The first record at or behind `from` that is believable where nothing says that one stands there:
// a chunk of any compression whose lengths, sizes, times and first bytes fit together, or three
// records in a row (fewer at the end of the file) that are believable each. Other bytes
// hardly ever pass for that; what is found may stand in another MCAP file that an attachment holds.
// Whether its content is whole, only its CRC says.
Result<std::optional<RecordPlace>> find_record(FileWindow& window, std::uint64_t from,
                                               SearchFor what);

}  // namespace reprise::mcap
