#include "core/timeline/jsonl_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/timeline/jsonl_limits.h"
#include "core/timeline/record_from_json.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What a line says wrongly is damage; anything else is the disk's or the sink's.
bool is_damage(const Error& error) {
  return error.code == ErrorCode::kInvalid || error.code == ErrorCode::kCorrupt;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

template <typename T, typename Read>
Status read_optional(JsonNode& root, std::string_view name, std::optional<T>& value, Read read) {
  if (const auto member = root.take(name)) {
    TRY_ASSIGN(value, read(*member));
  }
  return {};
}

Result<std::uint64_t> read_uint64(const JsonNode& node) {
  return node.as_uint64();
}
template <typename T>
Result<T> read_small(const JsonNode& node) {
  TRY_ASSIGN(const std::int64_t value, node.as_int(0, std::numeric_limits<T>::max()));
  return static_cast<T>(value);
}

}  // namespace

bool may_be_jsonl(ByteSpan start) {
  std::string_view text = as_text(start);
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return is_zstd(start) || (at != std::string_view::npos && text[at] == '{');
}

Result<std::unique_ptr<JsonlReader>> JsonlReader::open(std::unique_ptr<RandomAccessFile> file,
                                                       mcap::DamageLog& log) {
  TRY_ASSIGN(LineInput input, LineInput::open(std::move(file), kMaxLineBytes));
  std::unique_ptr<JsonlReader> reader(new JsonlReader(std::move(input), log));
  TRY(reader->read_header());
  reader->sealer_.start(reader->header_);
  return reader;
}

// The header is the first line. Where it is damaged, the second must be one of a take.
Status JsonlReader::read_header() {
  header_ = {"", "reprise format " + std::to_string(kFormatVersion)};
  for (const bool second : {false, true}) {
    TRY_ASSIGN(const auto line, input_.next(*log_));
    if (!line) {
      break;
    }
    line_ = *line;
    std::string_view text = line->text;
    if (text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    const Status json = tree_.parse(text);
    auto parsed = json ? parse_line(tree_.root()) : fail(json.error());
    if (!parsed && !is_damage(parsed.error())) {
      return fail(std::move(parsed).error());
    }
    const bool is_header = parsed && std::holds_alternative<mcap::Header>(parsed->value);
    if (is_header && (!parsed->digest || parsed->digest == parsed->actual)) {
      header_ = std::get<mcap::Header>(std::move(parsed->value));
      note_digest(parsed->digest);
      return {};
    }
    const bool of_a_take = (parsed && !is_header) || (json && tree_.root().take("topic"));
    if (of_a_take || !second) {
      note("the header of the take cannot be read");
    }
    if (of_a_take) {
      first_ = line;
      return {};
    }
  }
  return fail(ErrorCode::kCorrupt, "no line of it is the header of a take");
}

Result<bool> JsonlReader::step(mcap::DataSink& sink) {
  if (ended_) {
    return false;
  }
  auto line = std::exchange(first_, std::nullopt);
  if (!line) {
    TRY_ASSIGN(line, input_.next(*log_));
  }
  if (!line) {
    ended_ = true;
    TRY(finish(sink));
    return false;
  }
  line_ = *line;
  if (const Status status = take_line(sink); !status) {
    if (!is_damage(status.error())) {
      return fail(status.error());
    }
    note(line_.ended ? status.error().message : "the file ends inside it");
  }
  return true;
}

Status JsonlReader::take_line(mcap::DataSink& sink) {
  if (is_blank(line_.text)) {
    return {};
  }
  TRY(tree_.parse(line_.text));
  JsonNode root = tree_.root();
  if (finished_) {
    return fail(root.error("stands behind the end of the take"));
  }
  if (const auto topic = root.take("topic")) {
    TRY_ASSIGN(const std::string name, topic->as_text());
    return take_message(root, name, sink);
  }
  if (root.take("take")) {
    return fail(root.error("a second header"));  // whatever its format
  }
  TRY_ASSIGN(ParsedLine line, parse_line(root));
  return take_item(std::move(line), sink);
}

Status JsonlReader::take_message(JsonNode& root, const std::string& topic, mcap::DataSink& sink) {
  MessageLine line;
  TRY(read_optional(root, "channel", line.channel, read_small<std::uint16_t>));
  TRY(read_optional(root, "sequence", line.sequence, read_small<std::uint32_t>));
  TRY(read_optional(root, "log_time", line.log_time, read_uint64));
  TRY(read_optional(root, "publish_time", line.publish_time, read_uint64));
  TRY(read_data(root, parse_topic(topic), line));
  if (!line.channel) {
    TRY_ASSIGN(line.channel, channel_of(root, topic, sink));
  } else if (!channels_.contains(*line.channel)) {
    return fail(root.error("no channel has the number " + std::to_string(*line.channel)));
  }
  if (!line.log_time && take_ && line.sample) {
    line.log_time = log_time_of(*take_, *line.sample);
  }
  if (!line.log_time) {
    return fail(root.error("\"log_time\" is missing"));
  }
  if (line.data.size() > kMaxMessageBytes ||
      chunk_.records().size() + line.data.size() > input_.justified(kMaxChunkRecords)) {
    return fail(root.error("the chunk gets too large"));
  }
  if (chunk_.empty()) {
    chunk_offset_ = line_.offset;
    chunk_line_ = line_.number;
  }
  std::uint32_t& next = next_sequence_[*line.channel];
  const std::uint32_t sequence = line.sequence.value_or(next);
  next = sequence + 1;
  chunk_.add({*line.channel, sequence, *line.log_time, line.publish_time.value_or(*line.log_time),
              line.data});
  return {};
}

// The message itself: as it stands there, or packed from its fields.
Status JsonlReader::read_data(JsonNode& root, std::optional<Topic> topic, MessageLine& line) {
  if (const auto raw = root.take("raw")) {
    TRY_ASSIGN(raw_, raw->as_base64());
    line.data = raw_;
    const auto record = topic && (topic->kind == TopicKind::kTake || !line.log_time)
                            ? unpack_record(*topic, raw_)
                            : fail(Error{});
    return record ? note_record(*record, line) : Status();
  }
  if (!topic) {
    return fail(root.error("\"raw\" is missing, and the topic is none of a take's"));
  }
  TRY_ASSIGN(const Record record, record_from_json(*topic, root));
  line.data = packer_.pack(record);
  return note_record(record, line);
}

Status JsonlReader::note_record(const Record& record, MessageLine& line) {
  line.sample = sample_of(record);
  if (const auto* header = std::get_if<TakeHeader>(&record)) {
    take_ = *header;
  }
  return {};
}

Result<std::uint16_t> JsonlReader::channel_of(const JsonNode& root, const std::string& topic,
                                              mcap::DataSink& sink) {
  if (!channel_by_topic_.contains(topic) && parse_topic(topic) && take_) {
    TRY(declare_topics(sink));
  }
  const auto channel = channel_by_topic_.find(topic);
  if (channel == channel_by_topic_.end()) {
    return fail(root.error("no channel declares the topic \"" + topic + "\""));
  }
  return channel->second;
}

// The channels of a take are known without their lines, which may have been lost.
Status JsonlReader::declare_topics(mcap::DataSink& sink) {
  for (mcap::Schema& schema : take_schemas()) {
    if (!schemas_.contains(schema.id)) {
      TRY(take_schema(std::move(schema), sink));
    }
  }
  for (mcap::Channel& channel : take_channels(take_->lanes.size())) {
    if (!channels_.contains(channel.id) && !channel_by_topic_.contains(channel.topic)) {
      TRY(take_channel(std::move(channel), sink));
    }
  }
  return {};
}

void JsonlReader::note_digest(std::optional<Hash128> digest) {
  edited_ = edited_ || !digest;
  digests_.push_back(digest.value_or(Hash128{}));
}

Status JsonlReader::take_item(ParsedLine line, mcap::DataSink& sink) {
  note_digest(line.digest);
  if (line.digest && line.actual && line.digest != line.actual) {
    return fail(ErrorCode::kCorrupt,
                "it does not match its digest (after an edit, remove \"digest\" from every line)");
  }
  if (const auto* chunk = std::get_if<ChunkLine>(&line.value)) {
    return close_chunk(*chunk, line.digest, sink);
  }
  if (edited_ && !chunk_.empty()) {
    TRY(write_chunk(sink));
  }
  if (auto* schema = std::get_if<mcap::Schema>(&line.value)) {
    return take_schema(std::move(*schema), sink);
  }
  if (auto* channel = std::get_if<mcap::Channel>(&line.value)) {
    return take_channel(std::move(*channel), sink);
  }
  if (const auto* owned = std::get_if<OwnedAttachment>(&line.value)) {
    sealer_.add(owned->attachment);
    return sink.write_attachment(owned->attachment);
  }
  if (auto* metadata = std::get_if<mcap::Metadata>(&line.value)) {
    return take_metadata(std::move(*metadata), !line.digest, sink);
  }
  take_end(std::get<EndLine>(line.value), line.digest);
  return {};
}

Status JsonlReader::take_schema(mcap::Schema schema, mcap::DataSink& sink) {
  schemas_.insert(schema.id);
  sealer_.add(schema);
  return sink.add_schema(std::move(schema));
}

Status JsonlReader::take_channel(mcap::Channel channel, mcap::DataSink& sink) {
  channels_.insert(channel.id);
  channel_by_topic_.emplace(channel.topic, channel.id);
  sealer_.add(channel);
  return sink.add_channel(std::move(channel));
}

Status JsonlReader::take_metadata(mcap::Metadata metadata, bool edited, mcap::DataSink& sink) {
  if (edited) {
    TRY_ASSIGN(metadata, sealer_.renew(std::move(metadata), take_));
  } else if (metadata.name == kHeaderCopyName && !take_) {
    // A copy that says nothing (to this version) travels on: its line has proved that the take held
    // it so.
    if (auto copy = header_from_metadata(metadata)) {
      take_ = std::move(*copy);
    }
  }
  sealer_.add(metadata);
  return sink.write_metadata(metadata);
}

Status JsonlReader::close_chunk(const ChunkLine& chunk, std::optional<Hash128> digest,
                                mcap::DataSink& sink) {
  if (!digest) {
    return chunk_.empty() ? Status() : write_chunk(sink);
  }
  const bool whole = !chunk_.empty() && *digest == xxh3_128(chunk_.records());
  if (!whole && !keep_last(chunk.records, *digest)) {
    const std::uint64_t start = chunk_.empty() ? line_.offset : chunk_offset_;
    log_->add(start, line_.end - start,
              "the chunk that ends in line " + std::to_string(line_.number) +
                  " is not as it was written, its " + std::to_string(chunk_.count()) +
                  " records are left out (after an edit, remove \"digest\" from every line)");
    incomplete_ = true;
    chunk_.clear();
    return {};
  }
  return write_chunk(sink);
}

// Where the line that closed the chunk before is lost, the last records still are a whole chunk.
bool JsonlReader::keep_last(std::uint64_t records, Hash128 digest) {
  if (records == 0 || records >= chunk_.count()) {
    return false;
  }
  mcap::ChunkBuilder last;
  ByteReader reader(chunk_.records());
  std::uint64_t skip = chunk_.count() - records;
  while (const auto view = mcap::next_record(reader)) {
    const auto message = mcap::parse_message(view->content);
    if (message && skip == 0) {
      last.add(*message);
    }
    skip -= skip > 0 ? 1 : 0;
  }
  if (digest != xxh3_128(last.records())) {
    return false;
  }
  log_->add(chunk_offset_, 0,
            "nothing closes a chunk that starts in line " + std::to_string(chunk_line_) + ", its " +
                std::to_string(chunk_.count() - records) + " records are left out");
  incomplete_ = true;
  chunk_ = std::move(last);
  return true;
}

Status JsonlReader::write_chunk(mcap::DataSink& sink) {
  sealer_.add(chunk_);
  TRY(sink.write_chunk(chunk_));
  chunk_.clear();
  return {};
}

void JsonlReader::take_end(const EndLine& end, std::optional<Hash128> digest) {
  finished_ = true;
  digests_.pop_back();  // its own
  const bool checked = !edited_ && !incomplete_ && digest;
  if (checked && (*digest != take_digest(digests_) || end.chunks != sealer_.chunks())) {
    note("lines of the take are missing, or stand elsewhere than they did");
  }
}

Status JsonlReader::finish(mcap::DataSink& sink) {
  if (chunk_.empty()) {
    return {};
  }
  if (edited_) {
    return write_chunk(sink);
  }
  log_->add(chunk_offset_, input_.file_size() - chunk_offset_,
            "the file ends inside a chunk, its " + std::to_string(chunk_.count()) +
                " records are left out");
  return {};
}

void JsonlReader::note(std::string what) {
  constexpr std::size_t kMaxText = 300;  // a name in a hostile line may have megabytes
  if (what.size() > kMaxText) {
    what = what.substr(0, kMaxText) + "…";
  }
  log_->add(line_.offset, line_.end - line_.offset,
            "line " + std::to_string(line_.number) + ": " + std::move(what));
  incomplete_ = true;
}

}  // namespace reprise::timeline
