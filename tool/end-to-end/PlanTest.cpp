// `premap plan` as a maintainer uses it, on the sample tree and on an older
// state of it.
#include "CliTest.h"

#include "gmock/gmock.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

using namespace premap::clitest;
using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

const std::string Sample = PREMAP_TESTDATA "/tree";

/// A driver that is new in a tree: one of the others under another name.
std::string newDriver() {
  std::string Text = read(Sample + "/drivers/char/crlf.c");
  for (size_t At; (At = Text.find("crlf")) != std::string::npos;)
    Text.replace(At, 4, "fresh");
  return Text;
}

/// Two configured copies of the sample tree with the API of 7.3: in the newer
/// one a driver is converted, one has come, one has gone and one has moved.
class PlanTree : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("plan");
    copyTree(Sample, tree("old"), /*Backwards=*/false);
    change("old", "Makefile", "PREMAP_API ?= 0", "PREMAP_API ?= 730");
    change("old", "drivers/char/Makefile", "broken.o", "fresh.o");
    fs::remove(tree("old") + "/drivers/char/broken.c");
    write(tree("old") + "/drivers/char/fresh.c", "int fresh;\n");
    copyTree(tree("old"), tree("new"), /*Backwards=*/false);
    write(tree("new") + "/drivers/char/fresh.c", newDriver());
    write(tree("new") + "/drivers/char/noeol.c", "int noeol;\n");
    run({"git", "apply", PREMAP_TESTDATA "/patches/right-late.patch"},
        tree("new"));
    fs::rename(tree("new") + "/drivers/char/ledram.c",
               tree("new") + "/drivers/video/ledram.c");
    change("new", "drivers/char/Makefile", " ledram.o", "");
    write(tree("new") + "/drivers/video/Makefile",
          read(tree("new") + "/drivers/video/Makefile") +
              "obj-y += ledram.o\n");
    for (const char *Name : {"old", "new"})
      configure(Name);
  }
  static void TearDownTestSuite() { Work.reset(); }

  /// The files are made one by one, in either order of their names.
  static void copyTree(const std::string &From, const std::string &To,
                       bool Backwards) {
    std::vector<fs::path> Files;
    for (const auto &Entry : fs::recursive_directory_iterator(From))
      if (Entry.is_regular_file())
        Files.push_back(Entry.path());
    std::sort(Files.begin(), Files.end());
    if (Backwards)
      std::reverse(Files.begin(), Files.end());
    for (const fs::path &File : Files) {
      fs::path Copy = To / fs::relative(File, From);
      fs::create_directories(Copy.parent_path());
      fs::copy_file(File, Copy);
    }
  }
  static void configure(const std::string &Name) {
    premap::ProcessResult R = premap::clitest::premap(
        {"configure", tree(Name), "-p", build(Name), "--arch", "x86_64", "-q"});
    ASSERT_EQ(R.Status, 0) << R.Err;
  }
  static std::string tree(const std::string &Name) {
    return (*Work / Name).string();
  }
  static std::string build(const std::string &Name) {
    return (*Work / (Name + "-build")).string();
  }
  static void change(const std::string &Name, const std::string &File,
                     const std::string &Old, const std::string &New) {
    std::string Text = read(tree(Name) + "/" + File);
    ASSERT_NE(Text.find(Old), std::string::npos) << File;
    Text.replace(Text.find(Old), Old.size(), New);
    write(tree(Name) + "/" + File, Text);
  }

  static premap::ProcessResult plan(const std::string &Name,
                                    std::vector<std::string> Words) {
    Words.insert(Words.begin(), {"plan", tree(Name), "-p", build(Name), "-q"});
    return premap::clitest::premap(Words);
  }
  static json planJson(const std::string &Name,
                       std::vector<std::string> Words) {
    Words.insert(Words.end(), {"--output", "json"});
    premap::ProcessResult R = plan(Name, Words);
    EXPECT_EQ(R.Status, 0) << R.Err;
    return json::parse(R.Out);
  }
  static json node(const json &Plan, const std::string &Id) {
    for (const json &Node : Plan.at("nodes"))
      if (Node.at("id") == Id)
        return Node;
    ADD_FAILURE() << "there is no " << Id << " in " << Plan.dump(1);
    return json::object();
  }
  static std::vector<std::string> needs(const json &Plan,
                                        const std::string &Id) {
    return node(Plan, Id).value("needs", std::vector<std::string>());
  }

  inline static std::unique_ptr<Scratch> Work;
};

} // namespace

TEST_F(PlanTree, InnerHooksStandBetweenDriversAndTheirCore) {
  json Plan = planJson("old", {});
  const std::string Video = "hook:v4l2_file_operations.mmap";
  EXPECT_EQ(node(Plan, Video).at("tables").size(), 2u);
  EXPECT_THAT(needs(Plan, "drivers/media/v4l2-core.c:v4l2_mmap"),
              UnorderedElementsAre(Video, "drivers/media/camera.c:camera_mmap",
                                   "drivers/char/bridge.c:bridge_mmap"));
  EXPECT_THAT(needs(Plan, "drivers/char/bridge.c:bridge_mmap"),
              ElementsAre(Video));
  EXPECT_THAT(needs(Plan, "drivers/gpu/gem.c:drm_gem_mmap"),
              UnorderedElementsAre("hook:drm_gem_object_funcs.mmap",
                                   "drivers/gpu/tiny.c:tiny_obj_mmap"));
  EXPECT_THAT(
      needs(Plan, "net/socket.c:sock_mmap"),
      UnorderedElementsAre("hook:proto_ops.mmap", "net/socket.c:sock_no_mmap"));
  EXPECT_THAT(needs(Plan, "net/socket.c:sock_no_mmap"),
              ElementsAre("hook:proto_ops.mmap"));
  // No driver of the tree has one.
  EXPECT_THAT(needs(Plan, "sound/hwdep.c:snd_hwdep_mmap"),
              ElementsAre("hook:snd_hwdep_ops.mmap"));
  EXPECT_THAT(node(Plan, "hook:snd_hwdep_ops.mmap").at("tables"), IsEmpty());
}

TEST_F(PlanTree, TheMissingApiIsNamedWithThoseWhoWait) {
  json Plan = planJson("old", {});
  const std::string Action = "missing_api:an action for dma_mmap_coherent()";
  EXPECT_THAT(needs(Plan, "drivers/media/camera.c:camera_mmap"),
              UnorderedElementsAre(Action, "hook:v4l2_file_operations.mmap"));
  // The offset that it writes is nobody's concern: it never merges.
  EXPECT_THAT(needs(Plan, "drivers/media/camera.c:camera_raw_mmap"),
              ElementsAre(Action));
  for (const json &Step : Plan.at("steps"))
    if (Step.at("id") == Action) {
      EXPECT_EQ(
          Step.at("waiting").get<std::vector<std::string>>(),
          (std::vector<std::string>{"drivers/media/camera.c:camera_mmap",
                                    "drivers/media/camera.c:camera_raw_mmap",
                                    "drivers/media/v4l2-core.c:v4l2_mmap"}));
      EXPECT_THAT(Step.at("alone"),
                  ElementsAre("drivers/media/camera.c:camera_raw_mmap"));
    }
  EXPECT_THAT(needs(Plan, "drivers/char/pagering.c:pagering_mmap"),
              Contains("missing_api:an action for vm_insert_page()"));
  EXPECT_THAT(needs(Plan, "drivers/char/refdev.c:refdev_mmap"),
              Contains("rework:references and memory taken in "
                       "vm_ops->mapped"));
}

TEST_F(PlanTree, EveryHandlerIsFreeAfterTheLastStep) {
  json Plan = planJson("old", {});
  size_t Open = 0;
  for (const json &Node : Plan.at("nodes"))
    Open += Node.at("kind") == "handler" && Node.at("state") != "converted";
  EXPECT_EQ(Plan.at("steps").back().at("sum"), Open);
  std::set<std::string> Free = Plan.at("free").get<std::set<std::string>>();
  for (const json &Step : Plan.at("steps"))
    for (const json &Handler : Step.at("after_those_before"))
      EXPECT_TRUE(Free.insert(Handler).second) << Handler << " is free twice";
  EXPECT_EQ(Free.size(), Open);
  EXPECT_THAT(Plan.at("free"), Contains("drivers/char/late.c:late_mmap"));
}

TEST_F(PlanTree, WithoutInnerTablesOnlyFileOperationsAreCounted) {
  json Plan = planJson("old", {"--tables", "file_operations"});
  for (const json &Node : Plan.at("nodes"))
    if (Node.at("kind") == "handler") {
      std::set<std::string> Types;
      for (const json &Table : Node.at("tables"))
        Types.insert(Table.at("type").get<std::string>());
      EXPECT_TRUE(Types.count("file_operations")) << Node;
    }
}

TEST_F(PlanTree, SaysWhatMovedSinceAnOlderTree) {
  json Plan =
      planJson("new", {"--since", tree("old"), "--since-build", build("old")});
  std::map<std::string, std::vector<std::string>> Moves;
  for (const json &C : Plan.at("since").at("changes"))
    if (C.at("change") != "kept")
      Moves[C.at("change")].push_back(
          (C.at("old").is_null() ? "" : C.at("old").get<std::string>()) +
          " > " +
          (C.at("new").is_null() ? "" : C.at("new").get<std::string>()));
  EXPECT_EQ(Moves, (std::map<std::string, std::vector<std::string>>{
                       {"converted",
                        {"drivers/char/late.c:late_mmap > "
                         "drivers/char/late.c:late_mmap_prepare"}},
                       {"new", {" > drivers/char/fresh.c:fresh_mmap"}},
                       {"gone", {"drivers/char/noeol.c:noeol_mmap > "}},
                       {"moved",
                        {"drivers/char/ledram.c:ledram_mmap > "
                         "drivers/video/ledram.c:ledram_mmap"}}}));
  premap::ProcessResult Text =
      plan("new", {"--since", tree("old"), "--since-build", build("old")});
  EXPECT_THAT(Text.Out, HasSubstr("Converted (1)\n"
                                  "    drivers/char/late.c:late_mmap_prepare "
                                  "(was drivers/char/late.c:late_mmap)\n"));
}

TEST_F(PlanTree, TheBytesDependOnNothingButTheTree) {
  copyTree(tree("old"), tree("backwards"), /*Backwards=*/true);
  configure("backwards");
  for (const char *Format : {"text", "json", "dot"}) {
    std::string One = plan("old", {"-j1", "--output", Format}).Out;
    EXPECT_FALSE(One.empty());
    EXPECT_EQ(plan("old", {"-j2", "--output", Format}).Out, One) << Format;
    EXPECT_EQ(plan("backwards", {"-j2", "--output", Format}).Out, One)
        << Format;
  }
}

TEST_F(PlanTree, AFileThatDoesNotParseIsSaid) {
  copyTree(tree("old"), tree("broken"), /*Backwards=*/false);
  write(tree("broken") + "/drivers/char/fresh.c", newDriver() + "int oops(\n");
  configure("broken");
  premap::ProcessResult R = plan("broken", {});
  EXPECT_EQ(R.Status, 3) << R.Err;
  EXPECT_THAT(R.Out, HasSubstr("drivers/char/fresh.c: "));
  // In the older tree as well.
  R = plan("old",
           {"--since", tree("broken"), "--since-build", build("broken")});
  EXPECT_EQ(R.Status, 3) << R.Err;
}

TEST_F(PlanTree, AnOlderTreeThatIsNoneIsAnError) {
  EXPECT_EQ(plan("old", {"--since", tree("nowhere")}).Status, 2);
  EXPECT_EQ(plan("old", {"--since-build", build("old")}).Status, 2);
}

TEST_F(PlanTree, WithoutGraphvizSvgIsRefusedAtOnce) {
  auto R = premap::runPlainly({"/usr/bin/env", "PATH=/nonexistent",
                               PREMAP_BINARY, "plan", tree("old"), "-p",
                               build("old"), "-q", "--output", "svg"});
  ASSERT_TRUE(bool(R)) << llvm::toString(R.takeError());
  EXPECT_EQ(R->Status, 2);
  EXPECT_THAT(R->Err, HasSubstr("apt-get install graphviz"));
  if (premap::findProgram("dot").empty())
    return;
  premap::ProcessResult Drawn = plan("old", {"--output", "svg"});
  EXPECT_EQ(Drawn.Status, 0) << Drawn.Err;
  EXPECT_THAT(Drawn.Out, HasSubstr("<svg"));
}
