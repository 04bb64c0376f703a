// What several tools do before a session starts: open the take and say what is missing in it, show
// progress. Main thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/media/profiles.h"
#include "core/timeline/take_reader.h"
#include "tools/common/console.h"
#include "tools/common/options.h"
#include "tools/common/progress.h"
#include "tools/common/read_meter.h"

namespace reprise::tools {

// kUsage when it is "-": takes are read from both ends. A file of that name is "./-".
Status check_not_stdin(const std::string& input);

// Errors get a hint; an unfinished or damaged take opens with a warning.
Result<timeline::TakeReader> open_take(const std::filesystem::path& path, const Console& console);

// Sealed, and nothing in it was found damaged so far: reading may find more. What is made of a take
// that is not whole ends with ExitCode::kLoss.
bool is_whole(const timeline::TakeReader& take);

// Warns of damage from the `first`-th on: reading may find more than opening did.
void warn_of_damage(const timeline::TakeReader& take, const std::filesystem::path& path,
                    const Console& console, std::size_t first);

// The container that the name of an output asks for.
Result<media::ContainerId> output_container(const std::string& output);

// Progress on stderr, and in blocks where --progress says.
Result<Progress> make_progress(std::vector<Progress::Phase> phases, const CommonOptions& common,
                               const OutputOptions& output);

// A file system that reports the bytes it reads as the progress of a command, and that progress. A
// command that reads `input` about `passes` times.
class ReadingProgress {
 public:
  static Result<ReadingProgress> begin(const std::string& phase, const std::filesystem::path& input,
                                       std::int64_t passes, const CommonOptions& common,
                                       const OutputOptions& output);
  [[nodiscard]] FileSystem& files() { return *files_; }
  void finish() { progress_->finish(); }

 private:
  std::unique_ptr<Progress> progress_;
  std::unique_ptr<ReadMeter> files_;
};

// "3:25.120" for printing.
std::string format_duration(double seconds);

}  // namespace reprise::tools
