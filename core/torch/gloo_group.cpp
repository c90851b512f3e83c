// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gloo_group.h"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/torch.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

namespace scenelens {

namespace {

/// The first line of what a library threw: c10d appends pages of stack.
std::string firstLine(const char* text) {
  const std::string whole = text;
  return whole.substr(0, whole.find('\n'));
}

/// This machine's address on the way to the meeting point. (What the machine's own name resolves to
/// is often 127.0.1.1, where nobody else can reach it.) Nothing is sent: connecting a UDP socket
/// only picks the way.
std::string addressTowards(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    throw std::runtime_error("the address cannot be resolved");
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  for (const auto* way = found; way; way = way->ai_next) {
    const int socket = ::socket(way->ai_family, way->ai_socktype, way->ai_protocol);
    if (socket < 0) continue;
    sockaddr_storage own{};
    socklen_t size = sizeof(own);
    const bool known = ::connect(socket, way->ai_addr, way->ai_addrlen) == 0 &&
                       getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    ::close(socket);
    std::array<char, NI_MAXHOST> text{};
    if (known && getnameinfo(reinterpret_cast<sockaddr*>(&own), size, text.data(), text.size(),
                             nullptr, 0, NI_NUMERICHOST) == 0) {
      return text.data();
    }
  }
  throw std::runtime_error("there is no way to the address");
}

class GlooGroup final : public ProcessGroup {
 public:
  GlooGroup(c10::intrusive_ptr<c10d::ProcessGroupGloo> group, const GroupAddress& address)
      : m_group(std::move(group)), m_address(address) {}

  [[nodiscard]] unsigned rank() const override { return m_address.rank; }
  [[nodiscard]] unsigned size() const override { return m_address.size; }

  [[nodiscard]] Status sum(std::span<double> values) override { return reduce(values); }
  [[nodiscard]] Status sum(std::span<float> values) override { return reduce(values); }

 private:
  template <class T>
  static torch::Tensor view(std::span<T> values) {
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())},
                            torch::CppTypeToScalarType<T>::value);
  }

  template <class T>
  Status reduce(std::span<T> values) {
    return guarded([&] {
      std::vector<torch::Tensor> tensors{view(values)};
      m_group->allreduce(tensors)->wait();
    });
  }

  template <class Work>
  Status guarded(Work work) const {
    try {
      work();
      return {};
    } catch (const std::exception& error) {
      return fail({fmt::format("process {} of {} lost the others: {}", m_address.rank,
                               m_address.size, firstLine(error.what())),
                   {},
                   0,
                   "Start all of them again with --resume"});
    }
  }

  c10::intrusive_ptr<c10d::ProcessGroupGloo> m_group;
  GroupAddress m_address;
};

}  // namespace

Result<std::unique_ptr<ProcessGroup>> joinGlooGroup(const GroupAddress& address) {
  try {
    const auto timeout = std::chrono::seconds(address.timeoutSeconds);
    c10d::TCPStoreOptions store;
    store.port = address.port;
    // torchrun may keep the store itself.
    const char* agent = std::getenv("TORCHELASTIC_USE_AGENT_STORE");
    store.isServer = address.rank == 0 && std::string(agent ? agent : "") != "True";
    store.numWorkers = address.size;
    store.timeout = timeout;
    const auto tcp = c10::make_intrusive<c10d::TCPStore>(address.host, store);
    const auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(
        addressTowards(address.host, address.port)));
    options->threads = 1;
    auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(
        tcp, static_cast<int>(address.rank), static_cast<int>(address.size), options);
    return std::make_unique<GlooGroup>(std::move(group), address);
  } catch (const std::exception& error) {
    return fail(
        {fmt::format("process {} of {} could not join the others at {}:{}: {}", address.rank,
                     address.size, address.host, address.port, firstLine(error.what())),
         {},
         0,
         "Check MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE of every process"});
  }
}

}  // namespace scenelens
