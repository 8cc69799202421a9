// Measures the verification on a real tree: every hook of the files in a
// compile database against itself, which must never be different. Prints how
// many were decided, and the median and 95th percentile of the time.
#include "verify/Verify.h"

#include "nlohmann/json.hpp"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/StringSaver.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

using namespace premap::verify;

static Unit unitOf(const nlohmann::json &Entry) {
  Unit U;
  U.Directory = Entry.at("directory");
  U.File = Entry.at("file");
  if (!U.File.starts_with("/"))
    U.File = U.Directory + "/" + U.File;
  if (Entry.contains("arguments"))
    U.Arguments = Entry["arguments"].get<std::vector<std::string>>();
  else {
    llvm::BumpPtrAllocator Memory;
    llvm::StringSaver Saver(Memory);
    llvm::SmallVector<const char *, 128> Words;
    llvm::cl::TokenizeGNUCommandLine(Entry.at("command").get<std::string>(),
                                     Saver, Words);
    U.Arguments.assign(Words.begin(), Words.end());
  }
  U.Arguments.erase(U.Arguments.begin());
  for (std::size_t I = 0; I < U.Arguments.size(); ++I)
    if (U.Arguments[I] == "-o" && I + 1 < U.Arguments.size())
      U.Arguments.erase(U.Arguments.begin() + I, U.Arguments.begin() + I + 2);
  return U;
}

static bool mentionsHook(const std::string &File) {
  std::ifstream In(File);
  std::string Line;
  while (std::getline(In, Line))
    if (Line.find("mmap") != std::string::npos &&
        Line.find('=') != std::string::npos)
      return true;
  return false;
}

int main(int Argc, char **Argv) {
  if (Argc < 2) {
    std::fprintf(stderr, "usage: %s compile_commands.json [part-of-path]\n",
                 Argv[0]);
    return 2;
  }
  std::ifstream In(Argv[1]);
  nlohmann::json Database = nlohmann::json::parse(In);
  std::vector<std::uint64_t> Times;
  std::map<Verdict, unsigned> Counts;
  for (const nlohmann::json &Entry : Database) {
    VerifyInput Input;
    Input.Main = unitOf(Entry);
    if (Argc > 2 && Input.Main.File.find(Argv[2]) == std::string::npos)
      continue;
    if (!mentionsHook(Input.Main.File))
      continue;
    for (const VerifyResult &R : verifyUnit(Input)) {
      bool NoHook = R.Differences.size() == 1 &&
                    R.Differences[0].Id == "no_pair" && R.Table.empty();
      if (NoHook)
        continue;
      Times.push_back(R.Milliseconds);
      ++Counts[R.Result];
      std::printf("%6lu ms  %-28s %s:%s", R.Milliseconds,
                  toString(R.Result).c_str(), R.File.c_str(),
                  R.OldHandler.c_str());
      for (const Difference &D : R.Differences)
        std::printf("\n           %s: %s", D.Id.c_str(), D.Message.c_str());
      std::printf("\n");
      std::fflush(stdout);
    }
  }
  if (Times.empty())
    return 1;
  std::sort(Times.begin(), Times.end());
  std::printf("%zu hooks, median %lu ms, 95th percentile %lu ms\n",
              Times.size(), Times[Times.size() / 2],
              Times[Times.size() * 95 / 100]);
  for (const auto &[V, N] : Counts)
    std::printf("%5.1f %% %s\n", 100.0 * N / Times.size(), toString(V).c_str());
  return Counts.count(Verdict::Different) ? 1 : 0;
}
