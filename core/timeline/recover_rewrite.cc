#include "core/timeline/recover_rewrite.h"

#include <algorithm>
#include <utility>

#include "core/timeline/recover_loss.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {
namespace {

class Rewriter {
 public:
  Rewriter(const mcap::File& file, const RecoveryChoice& choice, TakeBody& body)
      : file_(file),
        choice_(choice),
        body_(body),
        lanes_(choice.header.header.lanes.size()),
        sequences_(kMaxLanes + kTopicKindCount + 1),
        meter_(choice.header.header) {}

  Status write_start() {
    TRY(body_.add_tables(choice_.schemas));
    for (const FoundAttachment& found : choice_.attachments) {
      TRY_ASSIGN(const Bytes content, file_.content(found.place));
      TRY_ASSIGN(const mcap::Attachment attachment, mcap::parse_attachment(content));
      TRY(body_.add_attachment(attachment));
    }
    put(header_message(choice_.header));
    TRY(write_chunk());
    return body_.add_metadata(header_copy_to_metadata(choice_.header.message));
  }

  Status write_chunk_of(const FoundChunk& found) {
    TRY_ASSIGN(const Bytes records, load_chunk(file_, found));
    meter_.begin_chunk();
    ByteReader reader(records);
    while (const auto view = mcap::next_record(reader)) {
      if (view->opcode == static_cast<std::uint8_t>(mcap::Opcode::kMessage)) {
        take_in(view->content);
      }
    }
    refused_ += reader.failed() ? 1U : 0U;
    return chunk_.empty() ? Status() : write_chunk();
  }

  Rewritten finish(const Finds& found) {
    meter_.finish(found, choice_);
    return {
        meter_.topics(), meter_.spans(), meter_.samples_lost(), meter_.gap_samples(), meter_.end(),
        refused_,        messages_,      content_.digest()};
  }

 private:
  void take_in(ByteSpan content) {
    const auto message = mcap::parse_message(content);
    const auto topic = message ? choice_.channels.find(message->channel) : choice_.channels.end();
    if (topic == choice_.channels.end() || !is_topic_of(choice_.header.header, topic->second)) {
      ++refused_;
      return;
    }
    if (topic->second.kind == TopicKind::kTake) {
      // It stands in a chunk of its own already; another one would be another take's.
      const bool known = std::ranges::equal(message->data, choice_.header.message);
      refused_ += known ? 0U : 1U;
      return;
    }
    const auto record = unpack_message(choice_.header.header, topic->second, *message);
    if (!record) {
      ++refused_;
      return;
    }
    meter_.add(topic->second, message->sequence, *record);
    mcap::Message out = *message;
    out.channel = channel_id(topic->second, lanes_);
    put(out);
  }

  void put(mcap::Message message) {
    message.sequence = sequences_[message.channel]++;
    chunk_.add(message);
    hash_message(content_, message);
    ++messages_;
  }

  Status write_chunk() {
    Status status = body_.add_chunk(chunk_);
    chunk_.clear();
    return status;
  }

  const mcap::File& file_;
  const RecoveryChoice& choice_;
  TakeBody& body_;
  std::size_t lanes_;
  mcap::ChunkBuilder chunk_;
  std::vector<std::uint32_t> sequences_;  // by channel: of the next message
  LossMeter meter_;
  Xxh3Stream content_;
  std::uint64_t messages_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace

void hash_message(Xxh3Stream& stream, const mcap::Message& message) {
  Bytes head;
  ByteWriter writer(head);
  writer.put(message.channel);
  writer.put(message.log_time);
  writer.put(message.publish_time);
  writer.put(static_cast<std::uint64_t>(message.data.size()));
  stream.update(head);
  stream.update(message.data);
}

Result<Rewritten> rewrite_take(const mcap::File& file, const Finds& found,
                               const RecoveryChoice& choice, TakeBody& body, const StopFlag& stop) {
  Rewriter rewriter(file, choice, body);
  TRY(rewriter.write_start());
  for (const FoundChunk& chunk : choice.chunks) {
    if (stop && stop()) {
      return fail(ErrorCode::kCancelled, "stopped");
    }
    TRY(rewriter.write_chunk_of(chunk));
  }
  // In the order of the file: the old seal binds it.
  for (const FoundMetadata& entry : found.metadata) {
    if (entry.is_recovery || found.others_proven) {
      TRY(body.add_metadata(entry.metadata));
    }
  }
  return rewriter.finish(found);
}

}  // namespace reprise::timeline
