#include "tests/acceptance/forgery.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace reprise::acceptance {
namespace {

void check(int code, const char* what) {
  if (code < 0) {
    throw std::runtime_error(what);
  }
}

struct CloseInput {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct CloseOutput {
  void operator()(AVFormatContext* context) const {
    avio_closep(&context->pb);
    avformat_free_context(context);
  }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using Input = std::unique_ptr<AVFormatContext, CloseInput>;
using Output = std::unique_ptr<AVFormatContext, CloseOutput>;
using AvPacket = std::unique_ptr<AVPacket, FreePacket>;

Input open_input(const std::filesystem::path& path) {
  AVFormatContext* context = nullptr;
  check(avformat_open_input(&context, path.c_str(), nullptr, nullptr), "cannot open");
  Input input(context);
  check(avformat_find_stream_info(context, nullptr), "no stream info");
  return input;
}

std::string bytes_of(const std::uint8_t* data, int size) {
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Streams read_all(AVFormatContext& input) {
  Streams streams;
  AvPacket packet(av_packet_alloc());
  while (av_read_frame(&input, packet.get()) >= 0) {
    const AVStream& stream = *input.streams[packet->stream_index];
    const bool video = stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    (video ? streams.video : streams.audio)
        .push_back({packet->pts, packet->dts, packet->duration,
                    (packet->flags & AV_PKT_FLAG_KEY) != 0, bytes_of(packet->data, packet->size)});
    if (video) {
      streams.video_extradata =
          bytes_of(stream.codecpar->extradata, stream.codecpar->extradata_size);
      streams.frame_ticks = av_rescale_q(1, av_inv_q(stream.avg_frame_rate), stream.time_base);
    }
    av_packet_unref(packet.get());
  }
  return streams;
}

void set_extradata(AVCodecParameters& parameters, const std::string& bytes) {
  av_freep(&parameters.extradata);
  parameters.extradata =
      static_cast<std::uint8_t*>(av_mallocz(bytes.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  parameters.extradata_size = static_cast<int>(bytes.size());
  std::ranges::copy(bytes, parameters.extradata);
}

Output create_like(const AVFormatContext& input, const std::filesystem::path& path,
                   const Streams& streams) {
  AVFormatContext* context = nullptr;
  check(avformat_alloc_output_context2(&context, nullptr, nullptr, path.c_str()), "no such format");
  Output output(context);
  av_dict_copy(&context->metadata, input.metadata, 0);
  for (unsigned i = 0; i < input.nb_streams; ++i) {
    const AVStream& from = *input.streams[i];
    AVStream* to = avformat_new_stream(context, nullptr);
    check(avcodec_parameters_copy(to->codecpar, from.codecpar), "no parameters");
    if (to->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !streams.video_extradata.empty()) {
      set_extradata(*to->codecpar, streams.video_extradata);
    }
    to->codecpar->codec_tag = 0;  // the container's own
    to->time_base = from.time_base;
    to->avg_frame_rate = from.avg_frame_rate;
  }
  check(avio_open(&context->pb, path.c_str(), AVIO_FLAG_WRITE), "cannot create");
  check(avformat_write_header(context, nullptr), "no header");
  return output;
}

void write_packet(AVFormatContext& output, const AVStream& from, const Packet& packet) {
  AvPacket out(av_packet_alloc());
  check(av_new_packet(out.get(), static_cast<int>(packet.data.size())), "no memory");
  std::ranges::copy(packet.data, out->data);
  out->pts = packet.pts;
  out->dts = packet.dts;
  out->duration = packet.duration;
  out->flags = packet.key ? AV_PKT_FLAG_KEY : 0;
  out->stream_index = from.index;
  av_packet_rescale_ts(out.get(), from.time_base, output.streams[from.index]->time_base);
  check(av_interleaved_write_frame(&output, out.get()), "cannot write");
}

}  // namespace

Streams read_streams(const std::filesystem::path& file) {
  return read_all(*open_input(file));
}

void remux(const std::filesystem::path& from, const std::filesystem::path& to,
           const std::function<void(Streams&)>& edit) {
  const Input input = open_input(from);
  Streams streams = read_all(*input);
  edit(streams);
  const Output output = create_like(*input, to, streams);
  for (unsigned i = 0; i < input->nb_streams; ++i) {
    const AVStream& stream = *input->streams[i];
    const bool video = stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    for (const Packet& packet : video ? streams.video : streams.audio) {
      write_packet(*output, stream, packet);
    }
  }
  check(av_write_trailer(output.get()), "no trailer");
}

std::size_t packet_of_frame(const std::vector<Packet>& packets, std::size_t frame) {
  std::vector<std::int64_t> times;
  for (const Packet& packet : packets) {
    times.push_back(packet.pts);
  }
  std::ranges::sort(times);
  const auto found = std::ranges::find(packets, times.at(frame), &Packet::pts);
  return static_cast<std::size_t>(found - packets.begin());
}

std::vector<std::string> decode_pictures(const Stage& stage, std::string_view video) {
  const std::string raw = std::string(video) + ".rgba";
  stage.ffmpeg(
      {"-i", std::string(video), "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "rgba", raw});
  const auto pixels =
      static_cast<std::size_t>(std::stoi(stage.probe(video, "v:0", "stream=width")) *
                               std::stoi(stage.probe(video, "v:0", "stream=height")));
  const std::string all = read_file(stage.at(raw));
  std::vector<std::string> pictures;
  for (std::size_t at = 0; at + 4 * pixels <= all.size(); at += 4 * pixels) {
    pictures.push_back(all.substr(at, 4 * pixels));
  }
  return pictures;
}

}  // namespace reprise::acceptance
