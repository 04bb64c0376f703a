#include "tests/timeline/take_surgery.h"

#include "core/base/check.h"
#include "core/base/file.h"
#include "core/mcap/scanner.h"
#include "core/mcap/writer.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {
namespace {

OwnedChunk messages_of(ByteSpan content) {
  const Bytes records = *mcap::unpack_chunk(*mcap::parse_chunk(content));
  OwnedChunk chunk;
  ByteReader reader(records);
  while (const auto view = mcap::next_record(reader)) {
    const mcap::Message message = *mcap::parse_message(view->content);
    chunk.push_back({message.channel, message.sequence, message.log_time, message.publish_time,
                     Bytes(message.data.begin(), message.data.end())});
  }
  return chunk;
}

AttachmentInTake attachment_of(ByteSpan content) {
  const mcap::Attachment attachment = *mcap::parse_attachment(content);
  return {attachment.log_time,
          {attachment.name, attachment.media_type,
           Bytes(attachment.data.begin(), attachment.data.end())}};
}

// Writes parts, and where asked seals anew what was written.
class Assembly {
 public:
  Assembly(const mcap::Header& header, Seals seals)
      : sink_(std::make_unique<mcap::Writer>(
                  std::move(*mcap::Writer::create(*fs_.create("take"), header))),
              header),
        seals_(seals) {}

  void operator()(const mcap::Schema& schema) { CHECK(sink_.add_schema(schema).has_value()); }
  void operator()(const mcap::Channel& channel) { CHECK(sink_.add_channel(channel).has_value()); }
  void operator()(const AttachmentInTake& owned) {
    const Attachment& file = owned.file;
    CHECK(sink_.write_attachment({owned.time, owned.time, file.name, file.media_type, file.data})
              .has_value());
  }
  void operator()(const OwnedChunk& messages) {
    mcap::ChunkBuilder chunk;
    for (const OwnedMessage& message : messages) {
      chunk.add({message.channel, message.sequence, message.log_time, message.publish_time,
                 message.data});
    }
    digests_.push_back(xxh3_128(chunk.records()));
    CHECK(sink_.write_chunk(chunk).has_value());
  }
  void operator()(const mcap::Metadata& metadata) {
    CHECK(sink_.write_metadata(seals_ == Seals::kForge ? forged(metadata) : metadata).has_value());
  }
  Bytes finish() {
    CHECK(sink_.finish().has_value());
    return *fs_.content("take");
  }

 private:
  [[nodiscard]] mcap::Metadata forged(const mcap::Metadata& metadata) const {
    if (metadata.name == kChainName) {
      return chain_to_metadata(sink_.chain());
    }
    if (metadata.name != kSealName) {
      return metadata;
    }
    SealRecord seal = *seal_from_metadata(metadata);
    seal.chunks = digests_;
    seal.seal.take_digest = take_digest(digests_);
    seal.seal.chain_head = sink_.chain().head();
    return seal_to_metadata(seal);
  }

  MemoryFileSystem fs_;
  ChainedSink sink_;
  Seals seals_;
  std::vector<Hash128> digests_;
};

template <typename Part, typename Wanted>
Part& find_part(TakeParts& take, Wanted wanted) {
  for (SurgeryPart& part : take.parts) {
    auto* value = std::get_if<Part>(&part);
    if (value != nullptr && wanted(*value)) {
      return *value;
    }
  }
  CHECK(false && "no such part");
}

}  // namespace

OwnedChunk& TakeParts::chunk(std::size_t n) {
  return find_part<OwnedChunk>(*this, [&n](const OwnedChunk&) { return n-- == 0; });
}

mcap::Metadata& TakeParts::metadata(std::string_view name) {
  return find_part<mcap::Metadata>(
      *this, [name](const mcap::Metadata& metadata) { return metadata.name == name; });
}

AttachmentInTake& TakeParts::attachment(std::size_t n) {
  return find_part<AttachmentInTake>(*this, [&n](const AttachmentInTake&) { return n-- == 0; });
}

mcap::Channel& TakeParts::channel(std::string_view topic) {
  return find_part<mcap::Channel>(
      *this, [topic](const mcap::Channel& channel) { return channel.topic == topic; });
}

TakeParts take_apart(ByteSpan take) {
  MemoryFileSystem fs;
  fs.put("take", take);
  const mcap::File file(*fs.open("take"));
  mcap::DamageLog log;
  mcap::Scanner scanner(file, log);
  TakeParts parts;
  for (auto item = scanner.next(); *item; item = scanner.next()) {
    const ByteSpan content = (*item)->content;
    switch (static_cast<mcap::Opcode>((*item)->place.opcode)) {
      case mcap::Opcode::kHeader:
        parts.header = *mcap::parse_header(content);
        break;
      case mcap::Opcode::kSchema:
        parts.parts.emplace_back(*mcap::parse_schema(content));
        break;
      case mcap::Opcode::kChannel:
        parts.parts.emplace_back(*mcap::parse_channel(content));
        break;
      case mcap::Opcode::kAttachment:
        parts.parts.emplace_back(attachment_of(content));
        break;
      case mcap::Opcode::kChunk:
        parts.parts.emplace_back(messages_of(content));
        break;
      case mcap::Opcode::kMetadata:
        parts.parts.emplace_back(*mcap::parse_metadata(content));
        break;
      default:
        break;
    }
  }
  CHECK(log.entries().empty());
  return parts;
}

Bytes put_together(const TakeParts& parts, Seals seals) {
  Assembly assembly(parts.header, seals);
  for (const SurgeryPart& part : parts.parts) {
    std::visit(assembly, part);
  }
  return assembly.finish();
}

}  // namespace reprise::timeline
