#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "core/base/safe_path.h"
#include "core/base/text.h"
#include "tools/common/exit_code.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/wording.h"
#include "tools/inspect/media/extract.h"
#include "tools/inspect/stop.h"

namespace reprise::tools {
namespace {

namespace fs = std::filesystem;

struct Target {
  const timeline::Attachment* attachment = nullptr;
  fs::path path;
};

std::string names_of(const std::vector<timeline::Attachment>& attachments) {
  std::vector<std::string> names;
  for (const timeline::Attachment& attachment : attachments) {
    names.push_back(attachment.name);
  }
  return join(names, ", ");
}

// Those that are wanted, and where they go; every one may be written.
Result<std::vector<Target>> targets_of(const std::vector<timeline::Attachment>& attachments,
                                       const ExtractOptions& options) {
  std::vector<Target> out;
  for (const timeline::Attachment& attachment : attachments) {
    if (options.name && *options.name != attachment.name) {
      continue;
    }
    TRY_ASSIGN(fs::path path, path_inside(options.output, attachment.name));
    if (std::ranges::find(out, path, &Target::path) != out.end()) {
      return fail(ErrorCode::kInvalid, "two attachments have the name '" + attachment.name + "'");
    }
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
      TRY(allow_output(posix_file_system(), path, options.overwrite, terminal_ask()));
    }
    out.push_back({&attachment, std::move(path)});
  }
  if (out.empty() && options.name) {
    return fail(ErrorCode::kNotFound, "the take has no attachment '" + *options.name + "'",
                attachments.empty() ? "it has none" : "it has: " + names_of(attachments));
  }
  return out;
}

Status write_target(const Target& target) {
  std::error_code error;
  fs::create_directories(target.path.parent_path(), error);
  if (error) {
    return fail(error_from_errno(error.value(),
                                 "cannot create '" + target.path.parent_path().string() + "'"));
  }
  return write_file(posix_file_system(), target.path, target.attachment->data);
}

Status print_targets(const ExtractOptions& options, const std::vector<Target>& targets) {
  if (!options.common.json) {
    return print_result(options.output + ": " +
                        counted(static_cast<std::int64_t>(targets.size()), "file") + "\n");
  }
  Json json = {{"folder", options.output}, {"files", Json::array()}};
  for (const Target& target : targets) {
    json["files"].push_back({{"name", target.attachment->name},
                             {"media_type", target.attachment->media_type},
                             {"bytes", target.attachment->data.size()},
                             {"file", target.path.string()}});
  }
  return print_json(json);
}

}  // namespace

Result<int> extract_attachments(const ExtractOptions& options) {
  const Console console = options.common.console();
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.take, console));
  const std::size_t known_damage = take.damage().size();
  TRY_ASSIGN(const std::vector<timeline::Attachment> attachments, take.attachments());
  TRY_ASSIGN(const std::vector<Target> targets, targets_of(attachments, options));
  install_stop_signals();  // what is half-written must go
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (stop_requested()) {
      return report_stop(console, std::to_string(i) + " of " +
                                      counted(static_cast<std::int64_t>(targets.size()), "file") +
                                      " were written");
    }
    TRY(write_target(targets[i]));
  }
  TRY(print_targets(options, targets));
  warn_of_damage(take, options.take, console, known_damage);
  return to_int(is_whole(take) ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
