#include "core/timeline/doctor_take.h"

#include <algorithm>
#include <set>

#include "core/mcap/scanner.h"
#include "core/timeline/doctor_chain.h"
#include "core/timeline/doctor_files.h"
#include "core/timeline/doctor_records.h"
#include "core/timeline/doctor_surplus.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/recover_report.h"
#include "core/timeline/schema_match.h"
#include "core/timeline/take_checks.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {
namespace {

// The steps of the grammar in docs/FORMAT.md.
enum class Step { kHeader, kSchemas, kChannels, kAttachments, kChunks, kChain, kSeal, kEnd };

class TakeExamination {
 public:
  explicit TakeExamination(const mcap::File& file) : file_(file) {}

  Status run(Diagnosis& diagnosis) {
    mcap::DamageLog log;
    mcap::Scanner scanner(file_, log);
    while (true) {
      TRY_ASSIGN(const auto item, scanner.next());
      if (!item) {
        break;
      }
      place_ = item->place;
      TRY(add(static_cast<mcap::Opcode>(place_.opcode), item->content));
    }
    if (is_take_ && step_ == Step::kEnd) {
      TRY(check_summary_surplus(file_, place_.end(), findings_));
    }
    if (!is_take_) {
      diagnosis.kind = Diagnosis::Kind::kForeign;
      return {};
    }
    for (const mcap::Damage& damage : log.entries()) {
      findings_.error(FindingPart::kStructure, damage.offset, "unreadable",
                      damage.what + " (" + std::to_string(damage.bytes) + " bytes)");
    }
    finish(diagnosis);
    return {};
  }

 private:
  void error(std::string_view code, std::string what) {
    findings_.error(FindingPart::kStructure, place_.offset, code, std::move(what));
  }

  // What cannot be parsed is the container's finding.
  Status add(mcap::Opcode opcode, ByteSpan content) {
    if (!is_plain(opcode, content)) {
      error("surplus",
            "a record of kind " + std::to_string(place_.opcode) + " holds more than its fields");
    }
    if (opcode != mcap::Opcode::kChunk && is_chained(opcode, content)) {
      chain_.add(opcode, content);
    }
    switch (opcode) {
      case mcap::Opcode::kHeader:
        add_header(mcap::parse_header(content));
        return {};
      case mcap::Opcode::kSchema:
        add_schema(mcap::parse_schema(content));
        return {};
      case mcap::Opcode::kChannel:
        add_channel(mcap::parse_channel(content));
        return {};
      case mcap::Opcode::kAttachment:
        add_attachment(mcap::parse_attachment(content));
        return {};
      case mcap::Opcode::kChunk:
        step(Step::kChunks, "a chunk");
        return add_chunk(content);
      case mcap::Opcode::kMetadata:
        return add_metadata(content);
      case mcap::Opcode::kMessage:
        error("outside", "a message outside any chunk");
        return {};
      case mcap::Opcode::kMessageIndex:
        return {};
      case mcap::Opcode::kDataEnd:
        step(Step::kEnd, "the end of the data section");
        return {};
      default:
        error("outside", "a record of kind " + std::to_string(place_.opcode) +
                             ", which has no place in a take");
        return {};
    }
  }

  void step(Step now, std::string_view what) {
    if (now < step_) {
      error("layout", std::string(what) + " stands too late in the file");
    }
    step_ = std::max(step_, now);
  }

  void add_header(const Result<mcap::Header>& header) {
    step(Step::kHeader, "the header");
    if (header) {
      is_take_ = is_take_ || header->library.starts_with("reprise format ");
      file_header_ = *header;
    }
  }

  void add_schema(const Result<mcap::Schema>& schema) {
    step(Step::kSchemas, "a schema");
    if (schema) {
      schemas_[schema->id] = *schema;
    }
  }

  void add_channel(Result<mcap::Channel> channel) {
    step(Step::kChannels, "a channel");
    if (!channel) {
      return;
    }
    const auto topic = parse_topic(channel->topic);
    const auto schema = schemas_.find(channel->schema_id);
    if (!topic) {
      error("topic", "the topic '" + channel->topic + "' is none of a take");
      return;
    }
    const TopicInfo& info = topic_table()[static_cast<std::size_t>(topic->kind)];
    const bool known = schema != schemas_.end() && schema->second.name == info.schema_name &&
                       schema->second.encoding == "flatbuffer" &&
                       channel->message_encoding == "flatbuffer";
    is_take_ = is_take_ || (known && topic->kind == TopicKind::kTake);
    if (!known) {
      error("schema",
            "the schema of " + channel->topic + " is not " + std::string(info.schema_name));
    } else {
      compare_schema(channel->topic, schema->second.data, info.schema);
    }
    records_.declare(channel->id, *topic);
    channels_.push_back(std::move(*channel));
  }

  void compare_schema(const std::string& topic, ByteSpan theirs, ByteSpan ours) {
    const std::string difference = schema_difference(theirs, ours);
    if (!difference.empty()) {
      error("schema", "the schema of " + topic + " differs in " + difference);
    } else if (!std::ranges::equal(theirs, ours)) {
      findings_.add(FindingPart::kStructure, mcap::Severity::kWarning, place_.offset,
                    "schema-version",
                    "the schema of " + topic + " is that of another version, which fits");
    }
  }

  void add_attachment(const Result<mcap::Attachment>& attachment) {
    step(Step::kAttachments, "an attachment");
    if (attachment && !attachments_.insert(attachment->name).second) {
      error("attachment", "a second attachment '" + attachment->name + "'");
    }
  }

  Status add_chunk(ByteSpan content) {
    ChunkNote note;
    note.offset = place_.offset;
    note.length = place_.end() - place_.offset;
    const auto chunk = mcap::parse_chunk(content);
    if (chunk) {
      note.start_time = chunk->start_time;
      note.end_time = chunk->end_time;
    }
    const auto unpacked = chunk ? unpack_take_chunk(*chunk) : fail(chunk.error());
    if (!unpacked) {
      error("chunk", "chunk " + std::to_string(chain_.chunks().size()) +
                         " cannot be read: its records are lost");
      chain_.add_unreadable_chunk(note);
      return {};
    }
    TRY(add_messages(*unpacked, note));
    chain_.add_chunk(note, *unpacked);
    return {};
  }

  Status add_messages(ByteSpan records, ChunkNote& note) {
    ByteReader reader(records);
    std::uint64_t messages = 0;
    while (const auto view = mcap::next_record(reader)) {
      const auto message = mcap::parse_message(view->content);
      if (view->opcode != static_cast<std::uint8_t>(mcap::Opcode::kMessage) || !message) {
        error("outside", "something else than a message in a chunk");
        continue;
      }
      note.channels |= message->channel < 64 ? std::uint64_t{1} << message->channel : 0;
      TRY(records_.add(*message, place_.offset));
      if (++messages == 2 && chain_.chunks().empty()) {
        error("layout", "the first chunk holds more than the /take record");
      }
    }
    return {};
  }

  Status add_metadata(ByteSpan content) {
    const auto metadata = mcap::parse_metadata(content);
    if (!metadata) {
      return {};
    }
    if (metadata->name == kHeaderCopyName) {
      return add_header_copy(*metadata);
    }
    if (metadata->name == kRecoveryName) {
      add_recovery(*metadata);
    } else if (metadata->name == kChainName) {
      step(Step::kChain, "the chain");
      add_once(chain_at_, "chain");
      const auto chain = chain_from_metadata(*metadata);
      chain ? chain_.add_chain(*chain, place_.offset) : bad_seal("chain", chain.error());
    } else if (metadata->name == kSealName) {
      step(Step::kSeal, "the seal");
      add_once(seal_at_, "seal");
      seal_sha256_ = sha256(content);
      const auto seal = seal_from_metadata(*metadata);
      seal ? take_seal(*seal) : bad_seal("seal", seal.error());
    }
    return {};
  }

  // What a recovery could not bring back is no news.
  void add_recovery(const mcap::Metadata& metadata) {
    if (!is_recovery_record(metadata)) {
      error("recovery", "what a recovery wrote down was altered");
      return;
    }
    findings_.add(FindingPart::kStructure, mcap::Severity::kWarning, place_.offset, "recovered",
                  "the take was recovered: what is missing stands in its metadata");
    const ToldLoss told = loss_told_by(metadata);
    attachments_told_ = attachments_told_ || told.attachments;
    for (const LostSpan& span : told.spans) {
      records_.add_told(span.from, span.to.value_or(SampleIndex{kMaxSample}));
    }
  }

  void add_once(std::optional<std::uint64_t>& at, std::string_view what) {
    if (at) {
      error("layout", "a second " + std::string(what));
    }
    at = place_.offset;
  }

  void bad_seal(std::string_view code, const Error& why) {
    findings_.error(FindingPart::kSeal, place_.offset, code, why.message);
  }

  void take_seal(const SealRecord& seal) {
    seal_ = seal.seal;
    chain_.add_seal(seal, place_.offset);
  }

  Status add_header_copy(const mcap::Metadata& metadata) {
    add_once(copy_at_, "copy of the /take record");
    const auto copy = header_from_metadata(metadata);
    if (!copy) {
      if (copy.error().code != ErrorCode::kCorrupt) {
        return fail(copy.error());
      }
      error("take-copy", "the copy of the /take record: " + copy.error().message);
      return {};
    }
    if (records_.header() && *records_.header() != *copy) {
      error("take-copy", "the copy of the /take record is another one");
    }
    records_.offer_header(*copy);
    return {};
  }

  void finish(Diagnosis& diagnosis) {
    diagnosis.kind = seal_at_ ? Diagnosis::Kind::kTake : Diagnosis::Kind::kUnfinished;
    if (!seal_at_) {
      findings_.error(FindingPart::kSeal, file_.size(), "unfinished",
                      step_ == Step::kEnd ? "the take has an end, but no seal"
                                          : "the recording was not finished: there is no seal");
    }
    place_ = {};
    if (!copy_at_) {
      error("take-copy", "the copy of the /take record is missing");
    }
    if (records_.header()) {
      check_header(*records_.header());
      check_topics(*records_.header());
      check_files(*records_.header());
    }
    records_.finish(seal_ ? &*seal_ : nullptr);
    chain_.finish();
    diagnosis.header = records_.header();
    diagnosis.seal = seal_;
    if (seal_) {
      diagnosis.chain_head = chain_.head();
      diagnosis.seal_sha256 = seal_sha256_;
    }
    name_first_altered(diagnosis);
    findings_.move_into(diagnosis);
  }

  void check_header(const TakeHeader& header) {
    const std::string library = "reprise format " + std::to_string(header.format_version);
    if (!file_header_.profile.empty() || file_header_.library != library) {
      error("header", "the header of the file is not that of a take of format " +
                          std::to_string(header.format_version));
    }
  }

  // All of them, with their numbers, in their order.
  void check_topics(const TakeHeader& header) {
    std::vector<mcap::Channel> expected = take_channels(header.lanes.size());
    if (channels_ != expected || schemas_.size() != kTopicKindCount) {
      error("topic", "the topics are not those of a take with " +
                         std::to_string(header.lanes.size()) + " lanes");
    }
  }

  void check_files(const TakeHeader& header) {
    for (const std::string& name : files_of_show(header.show)) {
      if (!attachments_.contains(name)) {
        const auto severity = attachments_told_ ? mcap::Severity::kWarning : mcap::Severity::kError;
        findings_.add(FindingPart::kStructure, severity, 0, "attachment",
                      "the show needs '" + name + "', which is not attached");
      }
    }
  }

  void name_first_altered(Diagnosis& diagnosis) {
    const auto number = chain_.first_altered();
    if (!number || *number >= chain_.chunks().size()) {
      return;
    }
    const ChunkNote& chunk = chain_.chunks()[*number];
    AlteredChunk altered;
    altered.number = *number;
    altered.offset = chunk.offset;
    altered.length = chunk.length;
    altered.topics = records_.topics(chunk.channels);
    altered.itself = chunk.altered || !chunk.readable;
    if (records_.header()) {
      altered.from_seconds = seconds_behind_epoch(chunk.start_time);
      altered.to_seconds = seconds_behind_epoch(chunk.end_time);
    }
    diagnosis.first_altered = std::move(altered);
  }

  [[nodiscard]] double seconds_behind_epoch(std::uint64_t time) const {
    const auto epoch = static_cast<std::uint64_t>(records_.header()->epoch_ns);
    return static_cast<double>(static_cast<std::int64_t>(time - epoch)) / 1e9;
  }

  const mcap::File& file_;
  Findings findings_;
  RecordCheck records_{findings_};
  ChainCheck chain_{findings_};
  mcap::RecordPlace place_;  // of the record at hand
  bool is_take_ = false;
  Step step_ = Step::kHeader;
  mcap::Header file_header_;
  std::map<std::uint16_t, mcap::Schema> schemas_;
  std::vector<mcap::Channel> channels_;
  std::set<std::string> attachments_;
  bool attachments_told_ = false;  // a recovery says that some are missing
  std::optional<std::uint64_t> copy_at_;
  std::optional<std::uint64_t> chain_at_;
  std::optional<std::uint64_t> seal_at_;
  std::optional<Seal> seal_;
  std::optional<Sha256> seal_sha256_;
};

}  // namespace

Status examine_take(const mcap::File& file, Diagnosis& diagnosis) {
  return TakeExamination(file).run(diagnosis);
}

}  // namespace reprise::timeline
