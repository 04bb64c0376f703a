#include "core/timeline/recover.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/mcap/null_sink.h"
#include "core/mcap/record_stream.h"
#include "core/timeline/doctor.h"
#include "core/timeline/file_kind.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/recover_rewrite.h"
#include "core/timeline/take_opening.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {
namespace {

// What a first run, into nothing, showed.
struct Plan {
  Rewritten content;
  bool seal_fits = false;
};

Result<Plan> plan_rewrite(const mcap::File& file, const Finds& found, const RecoveryChoice& choice,
                          const StopFlag& stop) {
  TakeBody body(std::make_unique<mcap::NullSink>(), choice.header.header.lanes.size());
  TRY_ASSIGN(Rewritten content, rewrite_take(file, found, choice, body, stop));
  return Plan{std::move(content), choice.seal && body.fits(*choice.seal)};
}

// What was left out of a JSONL take before its records were looked at.
// Lines of it share frames, and chunks: each byte counts once.
void add_damage_of_text(Finds& found, const mcap::DamageLog& log) {
  std::vector<mcap::Damage> all = log.entries();
  std::ranges::sort(all, {}, &mcap::Damage::offset);
  std::uint64_t counted = 0;  // up to here
  for (mcap::Damage& damage : all) {
    const std::uint64_t end = damage.offset + damage.bytes;
    found.bytes_unreadable += end - std::clamp(counted, damage.offset, end);
    counted = std::max(counted, end);
    found.unreadable.push_back({damage.offset, damage.bytes, std::move(damage.what)});
    found.harmed_before_chunks = true;
  }
}

// With the schemas under which the old seal holds, else with the likeliest.
Result<Plan> plan_best(const mcap::File& file, const Finds& found, RecoveryChoice& choice,
                       const StopFlag& stop) {
  std::optional<Plan> first;
  const auto sets = schema_sets(found, choice);
  for (const std::vector<mcap::Schema>& schemas : sets) {
    choice.schemas = schemas;
    TRY_ASSIGN(Plan plan, plan_rewrite(file, found, choice, stop));
    if (plan.seal_fits || !choice.seal) {
      return plan;
    }
    first = first ? std::move(first) : std::optional(std::move(plan));
  }
  choice.schemas = sets.front();
  return std::move(*first);
}

std::uint64_t count_left_out(const Finds& found) {
  return found.others_proven ? 0
                             : static_cast<std::uint64_t>(std::ranges::count(
                                   found.metadata, false, &FoundMetadata::is_recovery));
}

RecoveryReport make_report(const Finds& found, const RecoveryChoice& choice, const Plan& plan,
                           std::uint64_t bytes) {
  RecoveryReport report;
  report.bytes = bytes;
  report.bytes_unreadable = found.bytes_unreadable;
  report.unreadable = found.unreadable;
  report.sample_rate = choice.header.header.audio.sample_rate;
  report.has_seal = choice.seal.has_value();
  report.has_summary = choice.summary_fits;
  report.header_from_copy = choice.header.is_copy;
  report.chunks_kept = choice.chunks.size() + 1;
  report.chunks_lost = choice.chunks_lost;
  report.chunks_repeated = choice.chunks_repeated;
  report.chunks_foreign = choice.chunks_foreign;
  report.topics = plan.content.topics;
  report.records_refused = plan.content.records_refused;
  report.spans = plan.content.spans;
  report.samples =
      choice.seal ? choice.seal->seal.samples.value : std::min(plan.content.end.value, kMaxSample);
  report.samples_lost = plan.content.samples_lost;
  report.attachments_kept = choice.attachments.size();
  report.attachments_lost = choice.attachments_lost;
  report.attachment_names_lost = choice.attachment_names_lost;
  report.metadata_left_out = count_left_out(found);
  if (plan.seal_fits && choice.seal->seal.chain_head) {
    // The chain binds all attachments and metadata: those that are not here were never sealed.
    report.attachments_lost = {};
    report.attachment_names_lost.clear();
    report.metadata_left_out = 0;
  }
  report.seal_kept = plan.seal_fits && plan.content.records_refused == 0 &&
                     report.attachments_lost.none() && report.metadata_left_out == 0;
  return report;
}

Seal new_seal(const RecoveryChoice& choice, const RecoveryReport& report,
              const Rewritten& content) {
  Seal seal;
  if (choice.seal) {
    seal = choice.seal->seal;
  } else {
    seal.lost_samples = content.gap_samples;
  }
  seal.samples = {report.samples};
  seal.lost_samples = std::min(seal.lost_samples + report.samples_lost, kMaxSample);
  return seal;
}

tl::unexpected<Error> not_as_meant(const std::string& what) {
  return fail(ErrorCode::kInternal, "the recovered take is not as it should be: " + what,
              "the damaged take is unchanged; please report this");
}

// The doctor's word on the file; what records say of themselves is as it was recorded.
Status check_container(FileSystem& fs, const std::filesystem::path& written) {
  TRY_ASSIGN(const Diagnosis diagnosis, diagnose(fs, written));
  for (const Finding& finding : diagnosis.findings) {
    const bool inherited = finding.part == FindingPart::kRecords ||
                           finding.part == FindingPart::kSound || finding.code == "seal-samples" ||
                           finding.code == "attachment";
    if (!inherited && finding.severity == mcap::Severity::kError) {
      return not_as_meant(finding.what);
    }
  }
  return {};
}

// The messages of a file by the container's own reader, which trusts no index.
Result<std::pair<std::uint64_t, Hash128>> hash_messages(const mcap::File& file) {
  mcap::RecordStream records(file);
  Xxh3Stream stream;
  std::uint64_t count = 0;
  while (true) {
    TRY_ASSIGN(const auto record, records.next());
    if (!record) {
      return std::pair(count, stream.digest());
    }
    if (record->is(mcap::Opcode::kMessage)) {
      TRY_ASSIGN(const mcap::Message message, mcap::parse_message(record->content));
      hash_message(stream, message);
      ++count;
    }
  }
}

}  // namespace

struct Recovery::Impl {
  mcap::File file;
  StopFlag stop;
  Finds found;
  RecoveryChoice choice;
  Plan plan;
  RecoveryReport report;
  std::optional<TakeBody> body;  // while it is written
  TakeContainer container = TakeContainer::kMcap;
  std::optional<Seal> sealed;
};

Recovery::Recovery(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recovery::Recovery(Recovery&&) noexcept = default;
Recovery& Recovery::operator=(Recovery&&) noexcept = default;
Recovery::~Recovery() = default;

Result<Recovery> Recovery::survey(FileSystem& fs, const std::filesystem::path& path,
                                  StopFlag stop) {
  mcap::DamageLog log;
  TRY_ASSIGN(OpenedTake opened, open_as_mcap(fs, path, log));
  mcap::File file(std::move(opened.file));
  const auto summary = opened.spooled ? SummaryIs::kOurs : SummaryIs::kTheRecorders;
  TRY_ASSIGN(Finds found, find_in_damaged(file, summary, stop));
  add_damage_of_text(found, log);
  auto choice = choose_from(found);
  if (!choice) {
    Error error = std::move(choice).error();
    TRY_ASSIGN(const bool magic, file.magic_at(0));
    if (found.chunks.empty() && !magic) {
      TRY_ASSIGN(const Bytes start, file.read(0, std::min<std::uint64_t>(file.size(), 64)));
      error = {ErrorCode::kCorrupt, "not a take but " + describe_file_start(start), ""};
    }
    return fail(std::move(error).with_context("cannot recover '" + path.string() + "'"));
  }
  TRY_ASSIGN(Plan plan, plan_best(file, found, *choice, stop));
  RecoveryReport report = make_report(found, *choice, plan, opened.bytes_on_disk);
  return Recovery(std::make_unique<Impl>(
      Impl{std::move(file), std::move(stop), std::move(found), std::move(*choice), std::move(plan),
           std::move(report), std::nullopt, TakeContainer::kMcap, std::nullopt}));
}

const RecoveryReport& Recovery::report() const {
  return impl_->report;
}

const TakeHeader& Recovery::header() const {
  return impl_->choice.header.header;
}

Status Recovery::write(std::unique_ptr<WritableFile> file, TakeContainer container) {
  Impl& my = *impl_;
  CHECK(!my.body);
  constexpr int kLevel = 1;  // as recorders have it: then the same chunks get the same bytes
  TRY_ASSIGN(auto sink, create_sink(container, std::move(file), take_file_header(), kLevel));
  my.container = container;
  my.body.emplace(std::move(sink), header().lanes.size());
  TRY_ASSIGN(const Rewritten written,
             rewrite_take(my.file, my.found, my.choice, *my.body, my.stop));
  if (written.content != my.plan.content.content) {
    return not_as_meant("it changed while it was written");
  }
  if (!my.report.seal_kept) {
    TRY(my.body->add_metadata(recovery_to_metadata(my.report)));
  }
  return my.body->sync();
}

Result<Seal> Recovery::seal(const Sha256& pcm) {
  Impl& my = *impl_;
  CHECK(my.body && !my.sealed);
  if (my.report.seal_kept) {
    TRY(my.body->seal_again(*my.choice.seal));
    my.sealed = my.choice.seal->seal;
  } else {
    Seal seal = new_seal(my.choice, my.report, my.plan.content);
    seal.pcm_sha256 = pcm;
    TRY_ASSIGN(my.sealed, my.body->seal(seal));
  }
  return *my.sealed;
}

Status Recovery::verify(FileSystem& fs, const std::filesystem::path& written) const {
  const Impl& my = *impl_;
  CHECK(my.sealed);
  TRY_ASSIGN(TakeReader take, TakeReader::open(fs, written));
  TRY(take.check());
  if (!take.damage().empty()) {
    return not_as_meant(take.damage().front().what);
  }
  if (my.container == TakeContainer::kMcap) {
    TRY(check_container(fs, written));
  }
  if (take.summary().seal != my.sealed || take.summary().header != header()) {
    return not_as_meant("its seal or header is another");
  }
  mcap::DamageLog log;
  TRY_ASSIGN(OpenedTake opened, open_as_mcap(fs, written, log));
  TRY_ASSIGN(const auto messages, hash_messages(mcap::File(std::move(opened.file))));
  if (messages != std::pair(my.plan.content.messages, my.plan.content.content)) {
    return not_as_meant("its records are not those that were recovered");
  }
  return {};
}

}  // namespace reprise::timeline
