// The records of a take, or the messages of any MCAP file, as JSON objects one after another: the
// rows that `cat` prints. Main thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/common/console.h"
#include "tools/common/values.h"

namespace reprise::tools {

struct RowFilter {
  std::vector<std::string> topics;  // patterns; none: all
  std::optional<TimeValue> start;
  std::optional<TimeValue> end;
};

// "/audio/*", "frame", "audio" (all below it) against "/audio/0".
bool names_topic(const std::string& pattern, const std::string& topic);

class RecordRows {
 public:
  virtual ~RecordRows() = default;
  // Of the topics in the file, those that are wanted.
  [[nodiscard]] virtual std::vector<std::string> topics() const = 0;
  // Begins again at the first row.
  virtual Status rewind() = 0;
  // Nothing at the end.
  virtual Result<std::optional<Json>> next() = 0;
  // The same as a line of text without its end.
  virtual Result<std::optional<std::string>> next_line() = 0;
  // Warns of damage that reading found; false when there was any, or the take is not whole.
  virtual bool finish() = 0;
};

// kUsage when the filter does not fit the file: a topic that it has not, frames or samples as times
// where nothing says their rate.
Result<std::unique_ptr<RecordRows>> open_rows(const std::string& path, const RowFilter& filter,
                                              const Console& console);

}  // namespace reprise::tools
