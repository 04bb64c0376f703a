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

// kCorrupt, with the way out, unless the take is sealed and undamaged so far as it was read: a seal
// on what is made of another would hide what that one lacks.
Status check_whole(const timeline::TakeReader& take, const std::string& name);

class NewTake {
 public:
  // With the attachments and metadata of `from`. Written beside `target`, under a name of its own.
  static Result<NewTake> create(const std::filesystem::path& target,
                                const timeline::TakeHeader& header, timeline::TakeReader& from);
  NewTake(NewTake&& other) noexcept;
  NewTake& operator=(NewTake&&) = delete;
  ~NewTake();  // without commit() nothing stays

  [[nodiscard]] timeline::TakeWriter& writer() { return *writer_; }
  // Its metadata too, behind those that are there; not those that every take has of its own.
  Status add_metadata(timeline::TakeReader& from);
  // Seals it and gives it its name.
  Status commit(const timeline::Seal& seal);

 private:
  NewTake() = default;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::vector<mcap::Metadata> metadata_;
  std::optional<timeline::TakeWriter> writer_;
};

}  // namespace reprise::tools
