//! A batch of spans as datagrams, each of one document.

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;

use crate::segment::{self, Place, Style};
use crate::tree::Tree;

/// The longest document, in bytes. The service takes 64 kB (AWS X-Ray developer guide, "X-Ray segment
/// documents"); this holds whichever kB that is, and with the header it fits a UDP datagram of 65,507 bytes.
pub const MAX_DOCUMENT: usize = 64_000;

/// What the daemon wants to see before each document.
pub(crate) const HEADER: &[u8] = b"{\"format\":\"json\",\"version\":1}\n";
/// Left free in a document for what closes its objects, and for what is said where something was left out.
const RESERVE: usize = 1024;
/// How deep subsegments are nested in one document. Readers of JSON have limits, and so has the stack.
const MAX_DEPTH: usize = 32;
/// How much of the buffer is kept from batch to batch, in bytes.
pub(crate) const KEPT: usize = 256 * 1024;

/// Writes spans as documents for the X-Ray daemon. Its buffers are reused: in the long run, nothing is
/// allocated.
#[derive(Debug, Default)]
pub struct Documents {
    style: Style,
    tree: Tree,
    datagram: Vec<u8>,
}

/// What is sent to the daemon at once.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Datagram<'a> {
    /// The header that the daemon asks for, a line feed and one document, or OTLP in its envelope.
    pub bytes: &'a [u8],
    /// How many spans are in it: one, and those nested.
    pub spans: usize,
    /// Whether the span is too large, and something of it was left out.
    pub is_cut: bool,
}

/// One document in the making.
struct Document<'a> {
    spans: &'a [SpanData],
    style: &'a Style,
    tree: &'a mut Tree,
    out: &'a mut Vec<u8>,
    written: usize,
    is_cut: bool,
}

// === impl Documents ===

impl Documents {
    /// Attributes with these keys become annotations where they are booleans, numbers or strings, instead of
    /// metadata. In the annotation's name, what is no letter and no digit is an underscore.
    pub fn annotate<K: Into<String>>(&mut self, keys: impl IntoIterator<Item = K>) {
        keys.into_iter().for_each(|key| self.style.annotated.add(key.into()));
    }

    /// Takes from a resource what is said in documents: the service's name, the annotation `Service` of an
    /// invocation's span, which is one with the attribute `faas.coldstart`; of a segment the service's version and
    /// where it runs, unless that is Lambda, which writes a segment of its own; and the account of calls to AWS.
    pub fn set_resource(&mut self, resource: &Resource) {
        let get = |key: &'static str| resource.get_ref(&key.into()).map(|value| value.as_str().into_owned());
        self.style.service = get("service.name");
        self.style.version = get("service.version").or_else(|| get("container.image.tag"));
        self.style.account_id = get("cloud.account.id");
        let is_aws = get("cloud.provider").is_none_or(|provider| provider == "aws");
        self.style.origin = get("cloud.platform").filter(|_| is_aws).and_then(|platform| {
            Some(match (platform.as_str(), get("aws.ecs.launchtype").as_deref()) {
                ("aws_app_runner", _) => "AWS::AppRunner::Service",
                ("aws_eks", _) => "AWS::EKS::Container",
                ("aws_elastic_beanstalk", _) => "AWS::ElasticBeanstalk::Environment",
                ("aws_ecs", Some("ec2")) => "AWS::ECS::EC2",
                ("aws_ecs", Some("fargate")) => "AWS::ECS::Fargate",
                ("aws_ecs", _) => "AWS::ECS::Container",
                ("aws_ec2", _) => "AWS::EC2::Instance",
                _ => return None,
            })
        });
    }

    /// Gives every sampled span to `send`, exactly once, within as few datagrams as possible.
    ///
    /// Returns how many sampled spans could not be written: those whose own id or whose trace's is zero.
    pub fn write(&mut self, spans: &[SpanData], mut send: impl FnMut(Datagram<'_>)) -> usize {
        let Self { style, tree, datagram } = self;
        let invalid = tree.read(spans);
        while let Some(root) = tree.next_root() {
            datagram.clear();
            datagram.extend_from_slice(HEADER);
            let mut document = Document { spans, style, tree, out: datagram, written: 0, is_cut: false };
            document.write(root, Place::Root, 0);
            let Document { written, is_cut, .. } = document;
            send(Datagram { bytes: datagram, spans: written, is_cut });
        }
        datagram.clear();
        datagram.shrink_to(KEPT);
        invalid
    }
}

// === impl Document ===

impl Document<'_> {
    /// Writes a span and its children. A nested one that does not fit whole is not written; returns whether
    /// it was.
    fn write(&mut self, index: usize, place: Place, depth: usize) -> bool {
        const LIMIT: usize = HEADER.len() + MAX_DOCUMENT - RESERVE;
        let start = self.out.len();
        let is_cut = segment::write(self.out, LIMIT, &self.spans[index], place, self.style)
            || place == Place::Nested && self.out.len() > LIMIT;
        if is_cut && place == Place::Nested {
            self.out.truncate(start);
            return false;
        }
        self.tree.written(index);
        self.written += 1;
        self.is_cut |= is_cut;
        self.write_children(index, depth);
        self.out.push(b'}');
        true
    }

    fn write_children(&mut self, index: usize, depth: usize) {
        let mut has_some = false;
        let mut next = self.tree.first_child(index);
        while let Some(child) = next {
            let start = self.out.len();
            self.out.extend_from_slice(if has_some { b"," } else { b",\"subsegments\":[" });
            if depth < MAX_DEPTH && self.write(child, Place::Nested, depth + 1) {
                has_some = true;
            } else {
                self.out.truncate(start);
                self.tree.put_off(child);
            }
            next = self.tree.next_sibling(child);
        }
        if has_some {
            self.out.push(b']');
        }
    }
}
