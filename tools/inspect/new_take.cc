#include "tools/inspect/new_take.h"

#include <unistd.h>

#include "core/base/text.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/take_container.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

// Beside the target, ending as it does: the ending chooses the form of the take.
std::filesystem::path temporary_name(const std::filesystem::path& target) {
  return target.parent_path() /
         (".tmp-" + std::to_string(::getpid()) + "-" + target.filename().string());
}

}  // namespace

Status check_new_take(const std::vector<std::string>& inputs, const std::string& output,
                      Overwrite overwrite) {
  if (output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", "name the take to write: -o part.mcap");
  }
  for (const std::string& input : inputs) {
    TRY(check_distinct(input, output));
  }
  TRY(timeline::container_of_output(output));
  return allow_output(posix_file_system(), output, overwrite, terminal_ask());
}

Status check_whole(const timeline::TakeReader& take, const std::string& name) {
  if (is_whole(take)) {
    return {};
  }
  const std::vector<std::string> words = {"reprise-inspect", "recover", name, "-o", "whole.mcap"};
  return fail(ErrorCode::kCorrupt,
              "'" + name + (take.summary().seal ? "' is damaged" : "' was not finished") +
                  ": what is made of it would not say so",
              shell_line(words) + ", then the same with that");
}

Result<NewTake> NewTake::create(const std::filesystem::path& target,
                                const timeline::TakeHeader& header, timeline::TakeReader& from) {
  TRY_ASSIGN(const std::vector<timeline::Attachment> attachments, from.attachments());
  NewTake out;
  out.target_ = target;
  out.temporary_ = temporary_name(target);
  timeline::TakeWriterOptions options;
  options.old_partial = timeline::OldPartial::kReplace;
  TRY_ASSIGN(timeline::TakeWriter writer,
             timeline::TakeWriter::create(posix_file_system(), out.temporary_, header, attachments,
                                          options));
  out.writer_.emplace(std::move(writer));
  TRY(out.add_metadata(from));
  return out;
}

NewTake::NewTake(NewTake&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      metadata_(std::move(other.metadata_)),
      writer_(std::move(other.writer_)) {
  other.writer_.reset();
}

NewTake::~NewTake() {
  if (writer_) {
    writer_.reset();
    std::error_code ignored;
    std::filesystem::remove(timeline::partial_path(temporary_), ignored);
    std::filesystem::remove(temporary_, ignored);
  }
}

Status NewTake::add_metadata(timeline::TakeReader& from) {
  TRY_ASSIGN(std::vector<mcap::Metadata> all, from.metadata());
  for (mcap::Metadata& metadata : all) {
    if (!timeline::is_own_metadata(metadata.name)) {
      metadata_.push_back(std::move(metadata));
    }
  }
  return {};
}

Status NewTake::commit(const timeline::Seal& seal) {
  TRY(writer_->seal(seal, metadata_));
  TRY(posix_file_system().rename(temporary_, target_));
  writer_.reset();
  return {};
}

}  // namespace reprise::tools
