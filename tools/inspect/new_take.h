// A take that a command writes from others: complete under its name, or not there at all.
// Main thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"
#include "tools/common/overwrite.h"

namespace reprise::tools {

// kUsage without an output, with one that is no name for a take, or that is an input; kExists when
// it is there and may not be replaced.
Status check_new_take(const std::vector<std::string>& inputs, const std::string& output,
                      Overwrite overwrite);

class NewTake {
 public:
  // With the attachments of `from`. Written beside `target`, under a name of its own.
  static Result<NewTake> create(const std::filesystem::path& target,
                                const timeline::TakeHeader& header, timeline::TakeReader& from);
  NewTake(NewTake&& other) noexcept;
  NewTake& operator=(NewTake&&) = delete;
  ~NewTake();  // without commit() nothing stays

  [[nodiscard]] timeline::TakeWriter& writer() { return *writer_; }
  // Seals it and gives it its name.
  Status commit(const timeline::Seal& seal);

 private:
  NewTake() = default;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::optional<timeline::TakeWriter> writer_;
};

}  // namespace reprise::tools
